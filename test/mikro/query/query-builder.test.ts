import { describe, expect, test } from 'vitest';
import {
  ConflictError,
  type EntityManager,
  FlushMode,
  LockMode,
  raw,
  type SelectQueryBuilder,
  TransactionRequiredError,
} from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { Author, upsertDatabase } from '../upsert/tables.ts';

const db = upsertDatabase();
let given = 0;

async function author(changes: Partial<Author> = {}): Promise<Author> {
  const row = Object.assign(new Author(`queried-${given++}@example.com`), changes);
  await db.given(row);
  return row;
}

async function stored(id: number): Promise<object | undefined> {
  const rows: readonly object[] = await db.rows('select age, name, version from author where id = $1', [id]);
  return rows[0];
}

describe('in a transaction a query sees what was edited', () => {
  const queries: Record<string, (em: EntityManager, id: number) => Promise<unknown>> = {
    getResultList: (em, id) => em.createQueryBuilder(Author).where({ id, age: 50 }).getResultList(),
    getResult: (em, id) => em.qb(Author).where({ id, age: 50 }).getResult(),
    'getSingleResult of a clone': async (em, id) =>
      [await em.qb(Author).where({ id, age: 50 }).clone().getSingleResult()].filter(Boolean),
    getResultAndCount: async (em, id) => {
      const [rows, count] = await em.qb(Author).where({ id, age: 50 }).getResultAndCount();
      expect(count).toBe(1);
      return rows;
    },
    getCount: async (em, id) => Array(await em.qb(Author).where({ id, age: 50 }).getCount()).fill(0),
    execute: (em, id) => em.qb(Author).where({ id, age: 50 }).execute('all'),
    stream: (em, id) => Array.fromAsync(em.qb(Author).where({ id, age: 50 }).stream()),
    'a builder of the repository': (em, id) =>
      em.getRepository(Author).qb().where({ id, age: 50 }).getResultList(),
    'a union': (em, id) => {
      const query = em.qb(Author).select(['id', 'age']).where({ id, age: 50 });
      return query.union(query.clone()).execute('all');
    },
  };

  test.each(Object.entries(queries))('%s', async (_, query) => {
    const { id } = await author({ age: 1 });

    await db.unit().transactional(async em => {
      const loaded = await em.findOneOrFail(Author, id);
      loaded.age = 50;
      expect(await query(em, id)).toHaveLength(1);
    });
  });

  test('unless it, or the unit, was asked not to flush', async () => {
    const { id } = await author({ age: 1 });

    await db.unit().transactional(async em => {
      const loaded = await em.findOneOrFail(Author, id);
      loaded.age = 50;
      expect(
        await em.qb(Author).where({ id, age: 50 }).setFlushMode(FlushMode.COMMIT).getResultList(),
      ).toEqual([]);
      em.setFlushMode(FlushMode.COMMIT);
      expect(await em.qb(Author).where({ id, age: 50 }).execute('all')).toEqual([]);
    });
    expect(await stored(id)).toMatchObject({ age: 50 });
  });

  test('also when its builder was made before the transaction', async () => {
    const { id } = await author({ age: 1 });
    const em = db.unit();
    const query = em.createQueryBuilder(Author).where({ id, age: 50 });

    await em.transactional(async inner => {
      (await inner.findOneOrFail(Author, id)).age = 50;
      expect(await query.getResultList()).toHaveLength(1);
    });
  });
});

describe('the objects', () => {
  test('are those of the unit, current, and their edits stay', async () => {
    const { id } = await author({ age: 1, name: 'Ada' });
    const other = await author({ age: 1 });
    const em = db.unit();
    const [clean, edited] = [await em.findOneOrFail(Author, id), await em.findOneOrFail(Author, other.id)];
    edited.name = 'mine';
    await db.rows(`update author set age = 2, version = version + 1 where id in (${id}, ${other.id})`);

    const found = await em
      .createQueryBuilder(Author)
      .where({ id: [id, other.id] })
      .orderBy({ id: 1 })
      .getResultList();

    expect(found[0]).toBe(clean);
    expect(found[1]).toBe(edited);
    expect(clean).toMatchObject({ age: 2, version: 2 });
    expect(edited.name).toBe('mine');
    await expect(em.flush()).rejects.toThrow(ConflictError);
  });

  test('of a partial query are whole: what changed is read with the rest of the row', async () => {
    const { id } = await author({ age: 1, name: 'Ada' });
    const em = db.unit();
    const loaded = await em.findOneOrFail(Author, id);
    await db.rows(`update author set age = 2, name = 'Grace', version = version + 1 where id = ${id}`);

    await em.createQueryBuilder(Author).select(['id', 'age']).where({ id }).getResultList();

    expect(loaded).toMatchObject({ age: 2, name: 'Grace', version: 2 });
  });
});

describe('a lock', () => {
  test('outside a transaction is refused before any statement', async () => {
    const em = db.unit();
    const { statements } = await recordStatements(db.orm, async () => {
      expect(() => em.createQueryBuilder(Author).setLockMode(LockMode.PESSIMISTIC_WRITE)).toThrow(
        TransactionRequiredError,
      );
    });
    expect(statements).toEqual([]);
  });

  test('that was asked for in a transaction is refused after it', async () => {
    const em = db.unit();
    let query!: ReturnType<typeof em.createQueryBuilder<Author>>;
    await em.transactional(async () => {
      query = em.createQueryBuilder(Author);
      query.setLockMode(LockMode.PESSIMISTIC_WRITE);
    });
    await expect(query.getResultList()).rejects.toThrow(TransactionRequiredError);
  });

  test('in a transaction is taken', async () => {
    const { id } = await author();
    await db.unit().transactional(async em => {
      const { statements } = await recordStatements(db.orm, () =>
        em.createQueryBuilder(Author).where({ id }).setLockMode(LockMode.PESSIMISTIC_WRITE).getResultList(),
      );
      expect(statements.map(({ sql }) => sql)).toEqual(['begin', expect.stringContaining('for update')]);
    });
  });
});

describe('the version', () => {
  test('grows when rows are updated, whatever the query says of it', async () => {
    const { id } = await author({ age: 1 });
    const em = db.unit();

    await em.createQueryBuilder(Author).update({ age: 2 }).where({ id }).execute();
    expect(await stored(id)).toMatchObject({ age: 2, version: 2 });

    await em.createQueryBuilder(Author).update({ age: 3, version: 1 }).where({ id }).execute();
    expect(await stored(id)).toMatchObject({ age: 3, version: 3 });
  });

  test('grows when an insert runs into a row and merges with it', async () => {
    const { id, email } = await author({ age: 1 });
    const insert = (age: number) =>
      db.unit().createQueryBuilder(Author).insert({ email, age, createdAt: new Date() }).onConflict('email');

    await insert(2).merge().execute();
    expect(await stored(id)).toMatchObject({ age: 2, version: 2 });
    await insert(3).merge(['age']).execute();
    expect(await stored(id)).toMatchObject({ age: 3, version: 3 });
    await insert(4)
      .merge({ age: raw('author.age + 10') as never })
      .execute();
    expect(await stored(id)).toMatchObject({ age: 13, version: 4 });
    await insert(5).ignore().execute();
    expect(await stored(id)).toMatchObject({ age: 13, version: 4 });
  });

  test('of returned rows is in the objects', async () => {
    const { id } = await author({ age: 1 });
    const em = db.unit();
    const loaded = await em.findOneOrFail(Author, id);

    const update = em.createQueryBuilder(Author).update({ age: 2 }).where({ id }).returning('*');
    const [updated] = await (update as unknown as SelectQueryBuilder<Author>).getResultList();

    expect(updated).toBe(loaded);
    expect(loaded).toMatchObject({ age: 2, version: 2 });
  });
});

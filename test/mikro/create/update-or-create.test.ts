import { beforeAll, describe, expect, test } from 'vitest';
import { ConflictError, type EntityManager, UnindexedLookupError } from '../../../src/index.ts';
import { race, recordStatements } from '../../../src/testing/index.ts';
import { isolations } from '../../laws/isolations.ts';
import { Author, Car, createDatabase, Tag } from './tables.ts';

const db = createDatabase();
let given = 0;
const email = () => `author-${given++}@example.com`;
const sentBy = async (work: () => Promise<unknown>) =>
  (await recordStatements(db.orm, work)).statements.map(({ sql }) => sql);

async function author(): Promise<Author> {
  const row = new Author(email(), 'Ada');
  await db.given(row);
  return row;
}

// The catalogue is asked once in a process.
beforeAll(() => db.unit().getOrCreate(Author, { email: email() }, { name: 'First' }));

test('a new row has key, changes and what is for new rows, in two statements', async () => {
  const key = { email: email() };
  let made!: [Author, boolean];

  const sent = await sentBy(async () => {
    made = await db.unit().updateOrCreate(Author, key, { age: 30 }, () => ({ name: 'Ada' }));
  });

  expect(made).toMatchObject([{ ...key, age: 30, name: 'Ada', version: 1 }, true]);
  expect(sent.filter(sql => !/^(begin|commit|.*savepoint)/.test(sql))).toHaveLength(2);
});

test('a row that exists gets the changes alone, counted up once, and the object that is loaded has them', async () => {
  const { id, email } = await author();
  const em = db.unit();
  const loaded = await em.findOneOrFail(Author, id);
  await db.rows('update author set fee = 5, version = version + 1 where id = $1', [id]);
  let end: unknown;

  const sent = await sentBy(async () => {
    end = await em.updateOrCreate(Author, { email }, { age: 31 }, { name: 'Nobody' });
  });

  expect(end).toEqual([loaded, false]);
  expect(loaded).toMatchObject({
    age: 31,
    fee: 500,
    name: 'Ada',
    version: 3,
    updatedAt: new Date('2021-01-01'),
  });
  expect(sent.filter(sql => !/^(begin|commit)/.test(sql))).toHaveLength(2);
  expect(await db.rows('select age, name, version from author where id = $1', [id])).toEqual([
    { age: 31, name: 'Ada', version: 3 },
  ]);
});

test('a row that is that already is not written', async () => {
  const { id, email } = await author();
  await db.unit().updateOrCreate(Author, { email }, { age: 18, name: 'Ada' });

  expect(await db.rows('select version from author where id = $1', [id])).toEqual([{ version: 1 }]);
});

test('an object that is pending is changed and stays pending', async () => {
  const em = db.unit();
  const pending = em.create(Author, { email: email(), name: 'Ada' } as never);

  expect(await sentBy(() => em.updateOrCreate(Author, { email: pending.email }, { age: 9 }))).toEqual([]);

  await em.flush();
  expect(pending).toMatchObject({ age: 9, id: expect.any(Number) });
});

test('edits of an older version are a conflict', async () => {
  const { id, email } = await author();
  const em = db.unit();
  (await em.findOneOrFail(Author, id)).name = 'Mine';
  await db.rows(`update author set name = 'Theirs', version = version + 1 where id = $1`, [id]);

  await expect(em.updateOrCreate(Author, { email }, { age: 3 })).rejects.toBeInstanceOf(ConflictError);
});

test('a row that was deleted under its object is created anew, as another object', async () => {
  const { id, email } = await author();
  const em = db.unit();
  const loaded = await em.findOneOrFail(Author, id);
  await db.rows('delete from author where id = $1', [id]);

  const [anew, created] = await em.updateOrCreate(Author, { email }, { age: 5 }, { name: 'Anew' });

  expect(created).toBe(true);
  expect(anew).not.toBe(loaded);
  expect(await em.getOrCreate(Author, { email })).toEqual([anew, false]);
});

test('what is rolled back around it is undone in memory', async () => {
  const { id, email } = await author();
  const em = db.unit();
  const loaded = await em.findOneOrFail(Author, id);

  await expect(
    em.transactional(async em => {
      await em.updateOrCreate(Author, { email }, { age: 99 });
      throw new Error('roll back');
    }),
  ).rejects.toThrow('roll back');

  expect(loaded).toMatchObject({ age: 18, version: 1 });
  expect(await em.updateOrCreate(Author, { email }, { age: 20 })).toEqual([loaded, false]);
  expect(loaded).toMatchObject({ age: 20, version: 2 });
});

test('keys of expressions and joined tables; fields without an index are refused', async () => {
  await db.unit().updateOrCreate(Tag, { name: 'NOVEL' }, {});
  const [tag, created] = await db.unit().updateOrCreate(Tag, { name: 'novel' }, { name: 'Novel' });
  expect([tag.name, created]).toEqual(['Novel', false]);

  await db.unit().updateOrCreate(Car, { plate: 'p' }, { doors: 2 });
  expect(await db.unit().updateOrCreate(Car, { plate: 'p' }, { doors: 5 })).toMatchObject([
    { doors: 5 },
    false,
  ]);

  await expect(db.unit().updateOrCreate(Author, { name: 'x' }, {})).rejects.toBeInstanceOf(
    UnindexedLookupError,
  );
});

describe('callers that race make all of their changes to one row that one of them created', () => {
  const key = { email: 'race@example.com' };
  const changes = (change: object) => async (em: EntityManager) => {
    const [{ id }, created] = await em.updateOrCreate(Author, key, change, { name: 'New' });
    return { id, created };
  };
  const atomically = (change: object) => (em: EntityManager) =>
    em.atomic(changes(change), { backoff: { base: 0, cap: 0 } });

  test.each(isolations)('at %s', async isolation => {
    const report = await race(db.orm, {
      operations: { age: atomically({ age: 40 }), pen: atomically({ penName: 'Pen' }) },
      isolation,
      invariant: async ({ em, results }) => {
        const [row, ...more] = await em.find(Author, key);
        expect([row!.age, row!.penName, row!.version, more.length]).toEqual([40, 'Pen', 2, 0]);
        expect(Object.values(results).filter(end => (end as { created: boolean }).created)).toHaveLength(1);
      },
    });

    expect(report).toBeProved();
  });

  test('with one that only asks for the row', async () => {
    const report = await race(db.orm, {
      operations: {
        age: changes({ age: 40 }),
        gets: async (em: EntityManager) => {
          const [{ id }, created] = await em.getOrCreate(Author, key, { name: 'Got' });
          return { id, created };
        },
      },
      isolation: 'read committed',
      invariant: async ({ em, results }) => {
        expect(await em.find(Author, key)).toMatchObject([{ age: 40 }]);
        expect(Object.values(results).filter(end => (end as { created: boolean }).created)).toHaveLength(1);
      },
    });

    expect(report).toBeProved();
  });
});

import { describe, expect, test } from 'vitest';
import { UnadoptableEntityError, UnadoptableRowError } from '../../../src/errors/adopt-errors.ts';
import { raw } from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import {
  Address,
  Author,
  Book,
  Car,
  Cat,
  Dog,
  Pet,
  Score,
  upsertDatabase,
  Vehicle,
} from '../upsert/tables.ts';

const db = upsertDatabase();
let given = 0;

async function author(changes: Partial<Author> = {}): Promise<Author> {
  const row = Object.assign(new Author(`adopted-${given++}@example.com`), changes);
  await db.given(row);
  return row;
}

describe('the rows of a statement', () => {
  test('become the objects of the unit, in their order', async () => {
    const [one, other] = [await author({ age: 1 }), await author({ age: 2, fee: 1250 })];
    const em = db.unit();
    const loaded = await em.findOneOrFail(Author, other.id);

    const adopted = await em.adopt(
      Author,
      'update author set age = age + 10, version = version + 1 where id in (?, ?) returning *',
      [one.id, other.id],
    );

    expect(adopted.map(({ age, version }) => [age, version])).toEqual([
      [11, 2],
      [12, 2],
    ]);
    expect(adopted[1]).toBe(loaded);
    expect(loaded).toMatchObject({ age: 12, fee: 1250, version: 2 });
    expect((await recordStatements(db.orm, () => em.flush())).statements).toEqual([]);
  });

  test('take the place of what was loaded, NULLs too, and a flush is based on them', async () => {
    const { id } = await author({ name: 'Ada' });
    const em = db.unit();
    const loaded = await em.findOneOrFail(Author, id);

    await em.adopt(
      Author,
      raw('update author set name = null, version = version + 1 where id = ? returning *', [id]),
    );
    expect(loaded).toMatchObject({ name: null, version: 2 });

    loaded.name = 'Grace';
    await em.flush();
    expect(loaded.version).toBe(3);
  });

  test('see the edits of the unit, which are stored first', async () => {
    const { id } = await author({ age: 1 });
    const em = db.unit();
    const loaded = await em.findOneOrFail(Author, id);
    loaded.age = 5;

    const [adopted] = await em.adopt(
      Author,
      'update author set age = age + 1, version = version + 1 where id = ? returning *',
      [id],
    );

    expect(adopted).toBe(loaded);
    expect(loaded).toMatchObject({ age: 6, version: 3 });
  });

  test('are those of the transaction', async () => {
    const { id } = await author({ age: 1 });

    await db.unit().transactional(async em => {
      await em.execute('update author set age = 7 where id = ?', [id]);
      const [adopted] = await em.adopt(Author, 'select * from author where id = ?', [id]);
      expect(adopted!.age).toBe(7);
    });
  });

  test('are the same object when a row comes twice', async () => {
    const { id } = await author();

    const [one, other] = await db
      .unit()
      .adopt(Author, 'select * from author where id = ? union all select * from author where id = ?', [
        id,
        id,
      ]);

    expect(one).toBe(other);
  });
});

describe('rows that are there already', () => {
  test('may come from em.execute, the query builder or Kysely', async () => {
    const address = Object.assign(new Address(), { city: 'London' });
    const { id } = await author({ age: 3, fee: 999, address, tags: [1] });
    const em = db.unit();
    const loaded = await em.findOneOrFail(Author, id);

    const sources = [
      await em.execute('select * from author where id = ?', [id]),
      await em.createQueryBuilder(Author).where({ id }).execute('all'),
      await em
        .getKysely<{ author: { id: number } }>()
        .selectFrom('author')
        .selectAll()
        .where('id', '=', id)
        .execute(),
    ];

    for (const rows of sources) {
      const [adopted] = await db.unit().adopt(Author, rows);
      expect(adopted).toMatchObject({
        id,
        age: 3,
        fee: 999,
        address: { city: 'London' },
        tags: [1],
        createdAt: loaded.createdAt,
      });
      expect(await em.adopt(Author, rows)).toEqual([loaded]);
    }
  });

  test('have relations and composite keys, by column or property', async () => {
    const { id } = await author();
    await db.unit().upsert(Score, { author: id, round: 1, points: 3 });
    await db.unit().upsert(Book, { author: id, title: 'One' });
    const em = db.unit();

    const [byColumn] = await em.adopt(
      Score,
      await em.execute('select * from score where author_id = ?', [id]),
    );
    const [byProperty] = await em.adopt(
      Score,
      await em.createQueryBuilder(Score).where({ author: id }).execute('all'),
    );
    const [book] = await em.adopt(Book, 'select * from book where author_id = ?', [id]);

    expect(byColumn).toBe(byProperty);
    expect(byColumn!.author).toBe(book!.author.unwrap());
  });

  test('leave edits as they are', async () => {
    const { id } = await author({ age: 1, name: 'Ada' });
    const em = db.unit();
    const loaded = await em.findOneOrFail(Author, id);
    const rows = await em.execute('select * from author where id = ?', [id]);
    loaded.name = 'mine';

    await em.adopt(Author, rows);
    expect(loaded.name).toBe('mine');

    await em.flush();
    expect(await db.rows('select name, version from author where id = $1', [id])).toEqual([
      { name: 'mine', version: 2 },
    ]);
  });

  test('are of the class that their discriminator names', async () => {
    const { id } = await db.unit().upsert(Cat, { chip: 'adopted' });

    const [pet] = await db
      .unit()
      .adopt(Pet, [{ id, kind: 'cat', chip: 'adopted', version: 1, lives: 4, trick: null }]);

    expect(pet).toBeInstanceOf(Cat);
    expect(pet).toMatchObject({ lives: 4 });
  });

  test('that do not say their class are of that which is stored', async () => {
    const { id } = await db.unit().upsert(Dog, { chip: 'quiet' });
    const { id: car } = await db.unit().upsert(Car, { plate: 'quiet', doors: 3 });
    const em = db.unit();

    const [pet] = await em.adopt(Pet, [{ id, chip: 'quiet' }]);
    const [vehicle] = await em.adopt(Vehicle, 'select * from vehicle where id = ?', [car]);

    expect(pet).toBeInstanceOf(Dog);
    expect(vehicle).toBeInstanceOf(Car);
    expect(vehicle).toMatchObject({ doors: 3 });
    await expect(em.adopt(Pet, [{ id: -1, chip: 'gone' }])).rejects.toBeInstanceOf(UnadoptableEntityError);
  });
});

describe('refused', () => {
  test('are rows without their key, before any is adopted', async () => {
    const { id } = await author({ age: 1 });
    const em = db.unit();
    const loaded = await em.findOneOrFail(Author, id);

    const failure = await em.adopt(Author, [{ id, age: 99 }, { age: 1 }]).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(UnadoptableRowError);
    expect(failure).toMatchObject({ entity: 'Author', missing: ['id'], index: 1 });
    expect(loaded.age).toBe(1);
  });

  test('are classes of which no object can be, before any statement', async () => {
    const em = db.unit();
    const sql = 'select * from author';
    let failures: unknown[] = [];

    const { statements } = await recordStatements(db.orm, async () => {
      failures = await Promise.all([
        em.adopt(Address, sql).catch((error: unknown) => error),
        em.adopt(class Stranger {}, sql).catch((error: unknown) => error),
      ]);
    });

    expect(statements).toEqual([]);
    expect(failures).toMatchObject([{ reason: 'embeddable' }, { reason: 'unknown', entity: 'Stranger' }]);
  });
});

import { beforeAll, describe, expect, test } from 'vitest';
import {
  type EntityManager,
  type ManyProgress,
  NotNullViolationError,
  UnindexedLookupError,
} from '../../../src/index.ts';
import { race, recordStatements } from '../../../src/testing/index.ts';
import { isolations } from '../../laws/isolations.ts';
import { Author, Book, Car, createDatabase, Odd, Tag } from './tables.ts';

const db = createDatabase();
let given = 0;
const emails = (count: number) =>
  Array.from({ length: count }, () => `author-${String(given++).padStart(4, '0')}@example.com`);
const toRow = (email: string) => ({ email, name: `name of ${email}` });
const sentBy = async (work: () => Promise<unknown>) =>
  (await recordStatements(db.orm, work)).statements.map(({ sql }) => sql);

// The catalogue is asked once in a process.
beforeAll(async () => {
  await db.unit().getOrCreate(Author, { email: 'first@example.com' }, { name: 'First' });
  await db.unit().getOrCreate(Tag, { name: 'first' });
});

test('rows come in the order of the input, equal keys as one object, and new ones are told', async () => {
  const [a, b, c] = emails(3) as [string, string, string];
  await db.given(new Author(b, 'Known'));
  const em = db.unit();
  const loaded = await em.findOneOrFail(Author, { email: b });

  const { rows, created } = await em.getOrCreateMany(Author, [c, a, b, a].map(toRow), { key: ['email'] });

  expect(rows.map(({ email }) => email)).toEqual([c, a, b, a]);
  expect(rows[1]).toBe(rows[3]);
  expect(rows[2]).toBe(loaded);
  expect(loaded.name).toBe('Known');
  expect(created).toEqual(new Set([rows[0], rows[1]]));
  expect(rows[0]).toMatchObject({ version: 1, age: 18, seen: ['before true', 'after true'] });
  expect(await sentBy(() => em.flush())).toEqual([]);
});

test('a batch is one statement when all exist, and two when some do not', async () => {
  const rows = emails(40).map(toRow);
  const progress: ManyProgress[] = [];
  const many = (count: number, batch = 1000) =>
    sentBy(() =>
      db.unit().getOrCreateMany(Author, rows.slice(0, count), {
        key: ['email'],
        batch,
        onProgress: each => progress.push(each),
      }),
    );

  expect(await many(10)).toHaveLength(2);
  expect(await many(10)).toHaveLength(1);
  expect(await many(20)).toHaveLength(2);
  expect(await many(40, 10)).toHaveLength(6);
  expect(progress.slice(-4)).toEqual([
    { done: 10, total: 40, created: expect.any(Number) },
    { done: 20, total: 40, created: expect.any(Number) },
    { done: 30, total: 40, created: expect.any(Number) },
    { done: 40, total: 40, created: 20 },
  ]);
  expect(await sentBy(() => db.unit().getOrCreateMany(Author, [], { key: ['email'] }))).toEqual([]);
});

test('without adopting, results are keys and the unit keeps no objects', async () => {
  const rows = emails(5).map(toRow);
  const em = db.unit();

  const first = await em.getOrCreateMany(Author, [...rows, rows[0]!], { key: ['email'], adopt: false });
  const second = await em.getOrCreateMany(Author, rows, { key: ['email'], adopt: false });

  expect(first.rows).toEqual([...second.rows, second.rows[0]]);
  expect(first.created).toEqual(new Set(second.rows));
  expect(second.created.size).toBe(0);
  expect(em.getUnitOfWork().getIdentityMap().values()).toHaveLength(0);
  expect(await db.unit().findOneOrFail(Author, first.rows[2]!)).toMatchObject(rows[2]!);
});

test('keys of relations, expressions, citext, NULL and joined tables', async () => {
  const em = db.unit();
  const [ada] = await em.getOrCreate(Author, { email: emails(1)[0]! }, { name: 'Ada' });
  const books = await em.getOrCreateMany(
    Book,
    [
      { author: ada, title: 'b' },
      { author: ada.id, title: 'a' },
      { author: ada.id, title: 'b' },
    ],
    { key: ['author', 'title'] },
  );
  expect(books.rows[0]).toBe(books.rows[2]);
  expect(books.rows.every(({ author }) => author === ada)).toBe(true);

  const tags = await em.getOrCreateMany(Tag, [{ name: 'X' }, { name: 'x' }, { name: 'FIRST' }], {
    key: ['name'],
  });
  expect([tags.rows[0] === tags.rows[1], tags.rows[2]!.name, tags.created.size]).toEqual([true, 'first', 1]);

  const odds = await em.getOrCreateMany(Odd, [{ nick: 'N', sole: '1' }, { nick: 'n' }], { key: ['nick'] });
  expect([odds.rows[0] === odds.rows[1], odds.created.size]).toEqual([true, 1]);
  const soles = await em.getOrCreateMany(Odd, [{ sole: null }, { sole: '1' }, { sole: null }], {
    key: ['sole'],
  });
  expect([soles.rows[0] === soles.rows[2], soles.rows[1] === odds.rows[0]]).toEqual([true, true]);

  const cars = await em.getOrCreateMany(Car, [{ plate: 'q' }, { plate: 'p' }, { plate: 'q' }], {
    key: ['plate'],
  });
  expect([cars.rows[0] === cars.rows[2], cars.created.size]).toEqual([true, 2]);
});

test('a refused row refuses its batch, leaves no trace, and the transaction goes on', async () => {
  const [good, bad, later] = emails(3) as [string, string, string];
  const em = db.unit();

  await em.transactional(async em => {
    await expect(
      em.getOrCreateMany(Author, [toRow(good), { email: bad, name: null as never }], { key: ['email'] }),
    ).rejects.toBeInstanceOf(NotNullViolationError);
    await em.getOrCreateMany(Author, [toRow(later)], { key: ['email'] });
  });

  expect(await db.unit().count(Author, { email: { $in: [good, bad, later] } })).toBe(1);
  await expect(em.getOrCreateMany(Author, [{ name: 'x' }], { key: ['name'] })).rejects.toBeInstanceOf(
    UnindexedLookupError,
  );
});

test('what was created is gone after a rollback, and is created anew', async () => {
  const rows = emails(2).map(toRow);
  const em = db.unit();
  const many = (em: EntityManager) => em.getOrCreateMany(Author, rows, { key: ['email'] });

  await expect(
    em.transactional(async em => {
      await many(em);
      throw new Error('roll back');
    }),
  ).rejects.toThrow('roll back');

  expect((await many(em)).created.size).toBe(2);
});

describe('callers with overlapping keys in opposite orders get the same rows, each created by one, without a deadlock', () => {
  const keys = ['a@example.com', 'b@example.com', 'c@example.com'];
  const many = (wanted: readonly string[], batch?: number) => (em: EntityManager) =>
    em.atomic(
      async em => {
        const { rows, created } = await em.getOrCreateMany(Author, wanted.map(toRow), {
          key: ['email'],
          batch,
        });
        return { ids: rows.map(({ id }) => id).toSorted((a, b) => a - b), created: created.size };
      },
      { backoff: { base: 0, cap: 0 } },
    );

  test.each(isolations)('row by row, at %s', async isolation => {
    const two = keys.slice(0, 2);
    const report = await race(db.orm, {
      operations: { one: many(two), other: many(two.toReversed()) },
      isolation,
      steps: 'row',
      search: { maxSchedules: 12 },
      invariant: ({ results }) => {
        const [one, other] = Object.values(results) as { ids: number[]; created: number }[];
        expect(one!.ids).toEqual(other!.ids);
        expect(one!.created + other!.created).toBe(2);
      },
    });

    expect(report).toMatchObject({ deadlocks: 0 });
    expect(report).toBeRaceFree();
  });

  test('by an expression', async () => {
    const tags = (names: readonly string[]) => (em: EntityManager) =>
      em.transactional(async em => {
        const { rows } = await em.getOrCreateMany(
          Tag,
          names.map(name => ({ name })),
          { key: ['name'], batch: 1 },
        );
        return rows.length;
      });
    const report = await race(db.orm, {
      operations: { one: tags(['Apple', 'banana']), other: tags(['apple', 'BANANA']) },
      isolation: 'read committed',
      invariant: async ({ em }) =>
        expect(await em.execute(`select from tag where lower(name) in ('apple', 'banana')`)).toHaveLength(2),
    });

    expect(report).toMatchObject({ deadlocks: 0 });
    expect(report).toBeProved();
  });
});

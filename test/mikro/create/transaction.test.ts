import { beforeAll, describe, expect, test } from 'vitest';
import {
  type EntityManager,
  ForeignKeyViolationError,
  NotNullViolationError,
  UniqueViolationError,
} from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { Author, Book, createDatabase } from './tables.ts';

const db = createDatabase();
let given = 0;
const email = () => `author-${given++}@example.com`;
const sentBy = async (work: () => Promise<unknown>) =>
  (await recordStatements(db.orm, work)).statements.map(({ sql }) => sql);

async function author(changes: Partial<Author> = {}): Promise<Author> {
  const row = Object.assign(new Author(email(), 'Ada'), changes);
  await db.given(row);
  return row;
}

beforeAll(async () => {
  const em = db.unit();
  await em.getOrCreate(Author, { email: email() }, { name: 'First' });
});

describe('in a transaction', () => {
  test.each([
    ['a value that is missing', NotNullViolationError, { name: null }],
    ['a reference to nothing', ForeignKeyViolationError, null],
    ['another unique key', UniqueViolationError, { name: 'x', penName: 'taken' }],
  ])('%s is told, and the transaction goes on', async (_, error, defaults) => {
    await db.rows(
      `insert into author (email, name, pen_name, retired, created_at) values ('taken@x', 'T', 'taken', false, now()) on conflict do nothing`,
    );
    const em = db.unit();
    const key = { email: email() };

    await em.transactional(async em => {
      const failing = defaults
        ? em.getOrCreate(Author, key, defaults as never)
        : em.getOrCreate(Book, { author: -1, title: 'x' });
      await expect(failing).rejects.toBeInstanceOf(error);
      const [made, created] = await em.getOrCreate(Author, key, { name: 'Good' });
      expect([made.name, created]).toEqual(['Good', true]);
    });

    expect(await db.rows('select name from author where email = $1', [key.email])).toEqual([
      { name: 'Good' },
    ]);
  });

  test('a hit is one statement and a miss two, with the savepoint', async () => {
    const { email: known } = await author();
    await db.unit().transactional(async em => {
      await em.execute('select 1');
      expect(await sentBy(() => em.getOrCreate(Author, { email: known }))).toHaveLength(1);
      expect(
        (await sentBy(() => em.getOrCreate(Author, { email: email() }, { name: 'x' }))).filter(
          sql => !sql.includes('savepoint'),
        ),
      ).toHaveLength(2);
    });
  });

  test('what was created is gone after its rollback, and is created anew', async () => {
    const em = db.unit();
    const { id } = await author();
    const ada = await em.findOneOrFail(Author, id, { populate: ['books'] });
    let lost!: Book;

    await expect(
      em.transactional(async em => {
        [lost] = await em.getOrCreate(Book, { author: ada, title: 'Lost' });
        throw new Error('roll back');
      }),
    ).rejects.toThrow('roll back');

    expect(ada.books.getItems()).toEqual([]);
    const [again, created] = await em.getOrCreate(Book, { author: ada, title: 'Lost' });
    expect(created).toBe(true);
    expect(again).not.toBe(lost);
    expect(ada.books.getItems()).toEqual([again]);
  });

  test('a refused row leaves no trace in the collections of what it refers to', async () => {
    const em = db.unit();
    const ada = await em.findOneOrFail(Author, (await author()).id, { populate: ['books'] });

    await expect(
      em.getOrCreate(Book, { author: ada, title: 'Bad' }, { pages: null as never }),
    ).rejects.toBeInstanceOf(NotNullViolationError);

    expect(ada.books.getItems()).toEqual([]);
    expect(ada.books.isDirty()).toBe(false);
    expect(await sentBy(() => em.flush())).toEqual([]);
  });
});

test('fifty callers share one row, also with one connection, in transactions or not', async () => {
  const key = { email: email() };
  const callers = Array.from({ length: 50 }, (_, i) => async () => {
    const em = db.unit();
    const get = (em: EntityManager) => em.getOrCreate(Author, key, { name: `caller ${i}` });
    return i % 2 ? get(em) : em.transactional(get);
  });

  const ends = await Promise.all(callers.map(call => call()));

  expect(ends.filter(([, created]) => created)).toHaveLength(1);
  expect(new Set(ends.map(([{ id }]) => id)).size).toBe(1);
});

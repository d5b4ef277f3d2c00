import { beforeEach, describe, expect, test } from 'vitest';
import { type EntityManager } from '../../src/index.ts';
import { Author, Book, Tag } from '../support/library.ts';
import { Account, Teacher, accountsDatabase } from './accounts.ts';
import { author, givenLibrary, nothing, rolledBack, told } from './told.ts';

// Of one connection, so that nothing here needs a second one.
const db = accountsDatabase();

let em: EntityManager;

beforeEach(async () => {
  em = await givenLibrary(db);
});

describe('what is created', () => {
  const createdBy = async (body: (em: EntityManager) => Promise<unknown>) => (await em.observe(body)).changes;

  test('is told of once, on every way, and what was found is not', async () => {
    const made: object[] = [];
    const changes = await createdBy(async em => {
      const eve = new Author(3, 'Eve');
      await em.persist(eve).flush();
      const [got] = await em.getOrCreate(Account, { email: 'got@x' });
      await em.getOrCreate(Account, { email: 'got@x' });
      await em.getOrCreate(Account, { email: 'ada@x' });
      const many = await em.getOrCreateMany(Account, [{ email: 'ada@x' }, { email: 'many@x' }], {
        key: ['email'],
      });
      const unique = await em.createUnique(Account, attempt => ({
        email: ['ada@x', 'unique@x'][attempt - 1] ?? '',
      }));
      const [either] = await em.updateOrCreate(Account, { email: 'either@x' }, { cents: 3 });
      const upserted = await em.upsert(Author, { id: 4, name: 'Dan', age: 1, prizes: [] });
      made.push(eve, got, ...many.created, unique, either, upserted);
    });

    expect(new Set(changes.created)).toEqual(new Set(made));
    expect(changes.created).toHaveLength(6);
    expect(told(changes)).toMatchObject({ updated: [], deleted: [] });
  });

  test('with what is in its collections', async () => {
    const book = await em.findOneOrFail(Book, 1, { populate: ['tags', 'author'] });
    const changes = await createdBy(async em => {
      const third = new Book(3, 'third', book.author.unwrap());
      third.tags.add(book.tags.getItems());
      await em.persist(third).flush();
    });

    expect(changes.toJSON()).toMatchObject({
      created: [{ entity: 'Book', key: 3, values: { title: 'third', author: 1 } }],
      updated: [],
      collections: [{ entity: 'Book', key: 3, property: 'tags', entered: [1], left: [] }],
    });
  });

  test('an upsert of rows that exist updates them, loaded or not', async () => {
    const ada = await author(em, 1);
    const changes = await createdBy(em =>
      em.upsertMany(Author, [
        { id: 1, name: 'Ada', age: 7, prizes: [] },
        { id: 2, name: 'Robert', age: 8, prizes: [] },
        { id: 3, name: 'Eve', age: 9, prizes: [] },
      ]),
    );

    expect(told(changes).created).toMatchObject([3]);
    expect(changes.updated[0]?.object).toBe(ada);
    expect(told(changes).updated).toMatchObject([
      { seen: false, fields: { age: { from: 0, to: 7 } } },
      { key: 2, seen: false, fields: { name: { from: undefined, to: 'Robert' }, age: { to: 8 } } },
    ]);
  });

  test('rows that have no object are counted', async () => {
    const changes = await createdBy(async em => {
      await em.insertMany(Author, [
        { id: 3, name: 'Eve', age: 0, prizes: [] },
        { id: 4, name: 'Dan', age: 0, prizes: [] },
      ]);
      await em.insert(Tag, { id: 3, name: 'third' });
      await em.getOrCreateMany(Account, [{ email: 'a@x' }, { email: 'b@x' }], {
        key: ['email'],
        adopt: false,
      });
      await em.nativeUpdate(Author, { id: { $gte: 3 } }, { age: 1 });
      await em.nativeDelete(Author, { id: 4 });
    });

    expect(told(changes)).toMatchObject(nothing);
    expect(changes.toJSON().otherRows).toEqual({ Author: 5, Tag: 1, Account: 2 });
  });

  test('a row of joined tables is one row', async () => {
    const changes = await createdBy(async em => {
      const teacher = new Teacher(1, 'Tom');
      await em.persist(teacher).flush();
      await em.upsert(Teacher, { id: 2, name: 'Tim', subject: 'music' });
    });

    expect(changes.toJSON().created).toEqual([
      { entity: 'Teacher', key: 1, values: { id: 1, name: 'Tom', subject: 'art' } },
      { entity: 'Teacher', key: 2, values: { id: 2, name: 'Tim', subject: 'music' } },
    ]);
  });
});

describe('collections', () => {
  test('tell what has entered and left, netted, by the stored foreign keys', async () => {
    const [ada, bob] = [await author(em, 1), await author(em, 2)];
    const [first, second] = ada.books.getItems();
    const { changes } = await em.observe(async em => {
      if (!first || !second) throw new Error('The books are missing.');
      first.author.unwrap();
      bob.books.add(first);
      bob.books.add(second);
      await em.flush();
      ada.books.add(second);
      em.persist(new Book(3, 'third', bob));
      await em.flush();
      bob.books.add(second);
    });

    expect(changes.collections.map(({ owner }) => owner)).toEqual([ada, bob]);
    expect(changes.collections[1]?.entered[0]).toBe(first);
    expect(changes.toJSON().collections).toEqual([
      { entity: 'Author', key: 1, property: 'books', entered: [], left: [1] },
      { entity: 'Author', key: 2, property: 'books', entered: [1, 3], left: [] },
    ]);
  });

  test('of many-to-many relations as well, on both sides, and what is deleted has left', async () => {
    const book = await em.findOneOrFail(Book, 1, { populate: ['tags', 'author.books'] });
    const [old, fresh] = await em.find(Tag, {}, { populate: ['books'], orderBy: { id: 1 } });
    const { changes } = await em.observe(async em => {
      if (!old || !fresh) throw new Error('The tags are missing.');
      book.tags.add(fresh);
      await em.flush();
      await em.remove(old).flush();
    });

    expect(changes.toJSON().collections).toEqual([
      { entity: 'Book', key: 1, property: 'tags', entered: [2], left: [1] },
      { entity: 'Tag', key: 2, property: 'books', entered: [1], left: [] },
    ]);

    const gone = await em.observe(em => em.remove(book).flush());
    expect(gone.changes.toJSON().collections).toEqual([
      { entity: 'Author', key: 1, property: 'books', entered: [], left: [1] },
      { entity: 'Tag', key: 2, property: 'books', entered: [], left: [1] },
    ]);
  });

  test('what a rollback has put back has not moved', async () => {
    const [ada, bob] = [await author(em, 1), await author(em, 2)];
    const book = await em.findOneOrFail(Book, 1, { populate: ['tags'] });
    const { changes } = await em.observe(em =>
      rolledBack(em, async em => {
        bob.books.add(book);
        book.tags.removeAll();
        await em.flush();
      }),
    );

    expect(told(changes)).toMatchObject(nothing);
    expect(ada.books.contains(book)).toBe(true);
  });
});

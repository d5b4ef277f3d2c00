import { describe, expect, test } from 'vitest';
import { ConflictError, type EntityManager, IsolationLevel, LockMode } from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/matchers/record-statements.ts';
import { Author, Book, Copies, libraryDatabase } from '../../support/library.ts';
import { Session } from '../../support/session.ts';
import { failure, givenAuthor, newKey, rowsOf, theyChange } from './given.ts';

const db = libraryDatabase({ pool: { max: 1 } });
const levels = [IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE];
const lockMode = LockMode.PESSIMISTIC_WRITE;

describe.for(levels)('at %s', isolationLevel => {
  const transaction = <T>(em: EntityManager, body: (em: EntityManager) => Promise<T>) =>
    em.transactional(body, { isolationLevel });

  test('an object without edits is its current row once it is locked', async () => {
    const id = await givenAuthor(db);
    const em = db.unit();
    const author = await em.findOneOrFail(Author, id);
    await theyChange(db, id);

    await transaction(em, async inner => {
      await inner.lock(author, lockMode);
      expect(author).toMatchObject({ age: 70, version: 2 });
      author.age += 1;
    });

    expect(author).toMatchObject({ age: 71, version: 3 });
  });

  test('edits stay when the row is as they expect it', async () => {
    const id = await givenAuthor(db);
    const em = db.unit();
    const author = await em.findOneOrFail(Author, id);
    author.name = 'Mine';

    await transaction(em, async inner => {
      // BEGIN goes out with it.
      expect(await recordStatements(db.orm, () => inner.lock(author, lockMode))).toHaveSent(2);
      expect(author.name).toBe('Mine');
    });

    expect(await db.rows('select name, version from author where id = $1', [id])).toEqual([
      { name: 'Mine', version: 2 },
    ]);
  });

  test('edits of an older row are a conflict, and the row stays locked', async () => {
    const id = await givenAuthor(db);
    const em = db.unit();
    const author = await em.findOneOrFail(Author, id);
    author.name = 'Mine';
    await theyChange(db, id);

    await transaction(em, async inner => {
      const error = await failure(inner.lock(author, lockMode));

      expect(error).toBeInstanceOf(ConflictError);
      expect(rowsOf(error)).toEqual([['Author', id, 'Mine', 'changed']]);
      expect((error as ConflictError).getEntity()).toBe(author);
      expect((error as ConflictError).conflicts[0]!.fields).toMatchObject({
        name: { mine: 'Mine', theirs: `Author ${id}` },
      });
      await using other = await Session.on(db.url);
      expect(await other.canLock('author', id, 'key share')).toBe(false);
      await inner.refresh(author, { discardEdits: true });
    });

    expect(author).toMatchObject({ age: 70, name: `Author ${id}` });
  });

  test('a row that is gone is a conflict', async () => {
    const ids = [await givenAuthor(db), await givenAuthor(db)];
    const em = db.unit();
    const authors = await em.find(Author, ids, { orderBy: { id: 'asc' } });
    await db.rows('delete from author where id = $1', [ids[0]]);

    const error = await failure(transaction(em, inner => inner.lock(authors, lockMode)));

    expect(error).toBeInstanceOf(ConflictError);
    expect(rowsOf(error)).toEqual([['Author', ids[0], `Author ${ids[0]}`, 'deleted']]);
  });

  test('a lock in a savepoint holds the row until the transaction ends', async () => {
    const id = await givenAuthor(db);
    const em = db.unit();
    const author = await em.findOneOrFail(Author, id);
    await using other = await Session.on(db.url);

    await transaction(em, async outer => {
      await outer.transactional(inner => inner.lock(author, lockMode));
      expect(await other.canLock('author', id, 'update')).toBe(false);
    });

    expect(await other.canLock('author', id, 'update')).toBe(true);
  });
});

test('many objects are locked with one statement, in the order of their keys', async () => {
  const ids = [await givenAuthor(db), await givenAuthor(db), await givenAuthor(db)];
  const em = db.unit();
  const authors = await em.find(Author, ids, { orderBy: { id: 'desc' } });

  await em.transactional(async inner => {
    const recording = await recordStatements(db.orm, () => inner.lock([...authors, authors[0]!], lockMode));

    expect(recording.statements.map(({ sql }) => sql)).toEqual([
      'begin',
      expect.stringMatching(/ order by .*"id" asc for update$/),
    ]);
  });
});

test('each class is locked with one statement, whatever its objects are', async () => {
  const id = await givenAuthor(db);
  const key = newKey();
  const book = new Book(key, 'Notes', new Author(key, 'Ada'));
  await db.given(new Copies(book, 'B'), new Copies(book, 'A'));
  const em = db.unit();
  const copies = await em.find(Copies, { book: book.id });
  const objects = [...copies, em.getReference(Author, id), copies[0]!.book, copies[0]!.book.author];

  await em.transactional(async inner => {
    const recording = await recordStatements(db.orm, () => inner.lock(objects, lockMode));

    expect(recording.statements.map(({ sql }) => /from "(\w+)"/.exec(sql)?.[1] ?? sql)).toEqual([
      'begin',
      'author',
      'book',
      'copies',
    ]);
    expect(recording.statements.at(-1)!.sql).toMatch(/for update$/);
  });

  expect(copies[0]!.book.author.unwrap().name).toBe('Ada');
});

test('a reference that was never loaded is loaded, a hidden row is locked all the same', async () => {
  const key = newKey();
  const book = new Book(key, 'Notes', new Author(key, 'Ada'));
  book.lost = true;
  await db.given(book);
  const em = db.unit();
  const reference = em.getReference(Book, book.id);

  await em.transactional(inner => inner.lock(reference, lockMode));

  expect(reference.title).toBe('Notes');
});

test('a reference keeps the edits that were made before it was loaded', async () => {
  const id = await givenAuthor(db);
  const em = db.unit();
  const reference = em.getReference(Author, id);
  reference.name = 'Mine';

  await em.transactional(async inner => {
    await inner.lock(reference, lockMode);
    expect(reference).toMatchObject({ name: 'Mine', age: 0 });
  });

  expect(await db.rows('select name, version from author where id = $1', [id])).toEqual([
    { name: 'Mine', version: 2 },
  ]);
});

test('what was loaded on demand is as new as the rest', async () => {
  const id = await givenAuthor(db);
  const em = db.unit();
  const author = await em.findOneOrFail(Author, id, { populate: ['bio'] });
  await db.rows(`update author set bio = 'Theirs', age = 70, version = version + 1 where id = $1`, [id]);

  await em.transactional(async inner => {
    expect(await recordStatements(db.orm, () => inner.lock(author, lockMode))).toHaveSent(2);
  });

  expect(author).toMatchObject({ bio: 'Theirs', age: 70 });
});

test('an object whose key was edited is locked by the key of its row', async () => {
  const id = await givenAuthor(db);
  const em = db.unit();
  const author = await em.findOneOrFail(Author, id);
  author.id = 900_000 + id;

  await em.transactional(async inner => {
    await inner.lock(author, lockMode);
    await using other = await Session.on(db.url);
    expect(await other.canLock('author', id, 'key share')).toBe(false);
  });

  expect(await db.rows('select from author where id = $1', [900_000 + id])).toHaveLength(1);
});

test('a find locks its rows in the order of their keys, unless it has an order', async () => {
  const id = await givenAuthor(db);
  const sqlOf = async (em: EntityManager, options: object) => {
    const { statements } = await recordStatements(db.orm, () =>
      em.find(Author, { id }, { lockMode, ...options }),
    );
    return statements.at(-1)!.sql;
  };

  await db.unit().transactional(async em => {
    expect(await sqlOf(em, {})).toMatch(/ order by .*"id" asc for update$/);
    expect(await sqlOf(em, { orderBy: { age: 'desc' } })).toMatch(/ order by .*"age" desc for update$/);
    expect(await em.find(Copies, { shelf: 'Z' }, { lockMode })).toEqual([]);
  });
});

import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { recordStatements } from '../../../src/testing/index.ts';
import { Author, Book, failureOf, libraryDatabase, Loan, nextId } from './library.ts';

const db = libraryDatabase();

/** A stored book, loaded in a unit of its own. */
async function loaded() {
  const id = nextId();
  await db.given(new Book(id));
  const em = db.unit();
  return { em, id, book: await em.findOneOrFail(Book, id) };
}

test('a key that no row can have finds nobody and is nobody else', async () => {
  const { em, id, book } = await loaded();

  expect(em.getReference(Book, ` +0${id} ` as never)).toBe(book);
  expect(em.getUnitOfWork().getById(Book, 'no number' as never)).toBeUndefined();
  expect(em.getUnitOfWork().getById(Book, `${id}0` as never)).toBeUndefined();
});

test('before the flush the new key finds the object and the old one nobody, without a query', async () => {
  const { em, id, book } = await loaded();
  book.id = id + 1;

  const { statements } = await recordStatements(db.orm, async () => {
    expect(await em.findOne(Book, id + 1)).toBe(book);
    expect(await em.findOne(Book, id)).toBeNull();
    expect(em.getReference(Book, id + 1)).toBe(book);
  });

  expect(statements).toEqual([]);
});

test('in a transaction the old key finds nobody either', async () => {
  const { em, id, book } = await loaded();

  await em.transactional(async inner => {
    book.id = id + 1;
    expect(await inner.findOne(Book, id)).toBeNull();
    expect(await inner.findOne(Book, id + 1)).toBe(book);
  });
});

test('before the flush a reference by the old key is the object, whose row still has it', async () => {
  const { em, id, book } = await loaded();
  book.id = id + 1;

  expect(em.getReference(Book, id)).toBe(book);
});

test('after the flush of a transaction both units find the object by its new key', async () => {
  const { em, id, book } = await loaded();

  await em.transactional(async inner => {
    book.id = id + 1;
    await inner.flush();
    expect(await inner.findOne(Book, id + 1)).toBe(book);
    expect(await inner.findOne(Book, id)).toBeNull();
  });

  const { statements } = await recordStatements(db.orm, async () => {
    expect(await em.findOne(Book, id + 1)).toBe(book);
  });
  expect(statements).toEqual([]);
  expect(await em.findOne(Book, id)).toBeNull();
});

test('two objects that change places are found at their new ones', async () => {
  const { em, id, book } = await loaded();
  await db.given(new Book(id + 1));
  const other = await em.findOneOrFail(Book, id + 1);
  [book.id, other.id] = [id + 1, id];

  expect(await em.findOne(Book, id)).toBe(other);
  expect(await em.findOne(Book, id + 1)).toBe(book);
});

test('a foreign key in another spelling is no edit', async () => {
  const author = new Author('Ada');
  const book = new Book(nextId());
  book.author = author;
  await db.given(author, book);
  const em = db.unit();
  const again = await em.findOneOrFail(Book, book.id);
  again.author = em.getReference(Author, author.id.toUpperCase());

  const { statements } = await recordStatements(db.orm, () => em.flush());

  expect(statements).toEqual([]);
  expect(again.author.id).toBe(author.id);
});

test('a new object gets its key as PostgreSQL shows it', async () => {
  const em = db.unit();
  const author = new Author('Eve');
  author.id = author.id.toUpperCase();
  const book = new Book(nextId());
  book.author = author;
  await em.persist(book).flush();

  const { statements } = await recordStatements(db.orm, () => em.flush());

  expect(author.id).toBe(author.id.toLowerCase());
  expect(await em.findOne(Author, author.id)).toBe(author);
  expect(statements).toEqual([]);
});

test('a composite key with a relation is one key in every spelling and shape', async () => {
  const { em, id, book } = await loaded();
  const reader = randomUUID();
  const loan = new Loan(book, reader);
  await em.persist(loan).flush();

  expect(em.getReference(Loan, [id, reader.toUpperCase()])).toBe(loan);
  expect(await em.findOne(Loan, { book: id, reader: `{${reader}}` })).toBe(loan);
  expect(await em.findOne(Loan, { book, reader })).toBe(loan);
});

test('a removed row that is created again is deleted first, and its version goes on', async () => {
  const { em, id, book } = await loaded();
  book.pages = 1;
  await em.flush();
  em.remove(book);
  const again = em.create(Book, { id, isbn: 'again', place: null, author: null, shelf: null });
  const fresh = em.create(Book, { id: id + 1, isbn: 'fresh', place: null, author: null, shelf: null });

  const { statements } = await recordStatements(db.orm, () => em.flush());

  expect(statements.map(({ sql }) => sql.split(' ')[0])).toEqual(['begin', 'delete', 'insert', 'commit']);
  expect([again.version, fresh.version]).toEqual([3, 1]);
  expect(await em.findOne(Book, id)).toBe(again);
  expect(em.getUnitOfWork().getById(Book, id)).toBe(again);
});

test('an object made with `new` takes the place of a removed one', async () => {
  const { em, id, book } = await loaded();
  const again = new Book(id, `again ${id}`);

  await em.remove(book).persist(again).flush();

  expect(await em.findOne(Book, id)).toBe(again);
  expect(await em.findOne(Book, { isbn: `again ${id}` })).toBe(again);
});

test('an object made with the key of a loaded one fails to be stored and takes nobody out of the map', async () => {
  const { em, id, book } = await loaded();

  expect(await failureOf(() => em.persist(new Book(id)).flush())).toMatchObject({ code: '23505' });

  expect(em.getUnitOfWork().getById(Book, id)).toBe(book);
});

test('em.create with the key of a loaded object edits that object', async () => {
  const { em, id, book } = await loaded();

  const created = em.create(Book, { id, isbn: book.isbn, pages: 7, place: null, author: null, shelf: null });
  expect(created).toBe(book);
  await em.flush();

  expect(await db.rows('select pages, version from book where id = $1', [id])).toEqual([
    { pages: 7, version: 2 },
  ]);
});

test('em.create with the key of a reference edits the referenced row', async () => {
  const { id } = await loaded();
  const em = db.unit();
  const reference = em.getReference(Book, id);

  expect(em.create(Book, { id, pages: 8 } as never)).toBe(reference);
  await em.flush();

  expect(await db.rows('select pages from book where id = $1', [id])).toEqual([{ pages: 8 }]);
});

import { expect, test } from 'vitest';
import { type EntityManager, LockMode, wrap } from '../../../src/index.ts';
import { Author, Book, libraryDatabase } from '../../support/library.ts';

const db = libraryDatabase();
let keys = 0;

async function givenAuthor(): Promise<number> {
  const id = ++keys;
  await db.given(new Author(id, `Author ${id}`));
  return id;
}

class RolledBack extends Error {}

/** A transaction that fails after `body`. */
async function rolledBack<T>(em: EntityManager, body: (inner: EntityManager) => Promise<T>): Promise<T> {
  let result: T | undefined;
  const failed = em.transactional(async inner => {
    result = await body(inner);
    throw new RolledBack();
  });
  await expect(failed).rejects.toBeInstanceOf(RolledBack);
  return result as T;
}

const namesOf = (id: number) => db.rows(`select name from author where id = ${id}`);

test('a removal that was scheduled before a transaction is part of it, and done when it has committed', async () => {
  const id = await givenAuthor();
  const em = db.unit();
  em.remove(await em.findOneOrFail(Author, id));

  await em.transactional(async inner => expect(await inner.find(Author, { id })).toEqual([]));

  expect(await namesOf(id)).toEqual([]);
  expect(em.getUnitOfWork().getRemoveStack().size).toBe(0);
  await db.given(new Author(id, 'Another'));
  await em.flush();
  expect(await namesOf(id)).toEqual([{ name: 'Another' }]);
});

test('a removal that a transaction took back is not done afterwards', async () => {
  const id = await givenAuthor();
  const em = db.unit();
  const author = await em.findOneOrFail(Author, id);
  em.remove(author);

  await em.transactional(async inner => inner.persist(author));
  await em.flush();

  expect(await namesOf(id)).toHaveLength(1);
  expect(await em.findOne(Author, id)).toBe(author);
});

test('a removal is scheduled again, of the row that was loaded, when the transaction that did it is rolled back', async () => {
  const id = await givenAuthor();
  const em = db.unit();
  em.remove(await em.findOneOrFail(Author, id));
  await rolledBack(em, inner => inner.find(Author, { id }));

  expect(await namesOf(id)).toHaveLength(1);
  expect(await em.findOne(Author, id)).toBeNull();
  await db.rows(`update author set version = version + 1 where id = ${id}`);
  await expect(em.flush()).rejects.toMatchObject({ conflicts: [{ kind: 'changed' }] });
});

test('a removal is scheduled again when the transaction around the one that did it is rolled back', async () => {
  const id = await givenAuthor();
  const em = db.unit();
  em.remove(await em.findOneOrFail(Author, id));
  await rolledBack(em, outer => outer.transactional(async inner => inner.find(Author, { id })));

  await em.flush();

  expect(await namesOf(id)).toEqual([]);
});

test('an object whose row a transaction found gone leaves the unit around it too', async () => {
  const id = await givenAuthor();
  const em = db.unit();
  const found = await em.findOneOrFail(Author, id);
  await db.rows(`delete from author where id = ${id}`);
  const read = (inner: EntityManager) => inner.findOne(Author, id, { refresh: true });

  expect(await em.transactional(outer => outer.transactional(read))).toBeNull();
  await db.given(new Author(id, 'Another'));

  const another = await em.findOneOrFail(Author, id);
  expect(another === found).toBe(false);
  expect(another.name).toBe('Another');
});

test('an object that em.refresh found gone in a transaction leaves the unit around it too', async () => {
  const id = await givenAuthor();
  const em = db.unit();
  const found = await em.findOneOrFail(Author, id);
  await db.rows(`delete from author where id = ${id}`);

  expect(await em.transactional(inner => inner.refresh(found))).toBeNull();

  expect(await em.findOne(Author, id)).toBeNull();
});

test('a new object whose insert failed in a transaction is still a new one', async () => {
  const id = await givenAuthor();
  const em = db.unit();
  const second = em.create(Author, { id, name: 'Second' } as never);

  await expect(em.transactional(inner => inner.count(Author))).rejects.toMatchObject({ code: '23505' });

  expect(await em.findOne(Author, id)).toBe(second);
  await db.rows(`delete from author where id = ${id}`);
  await em.flush();
  expect(await namesOf(id)).toEqual([{ name: 'Second' }]);
});

test('what a rolled-back transaction has loaded is still the one object for its row', async () => {
  const id = ++keys;
  await db.given(new Book(id, 'Given', new Author(id, `Author ${id}`)));
  const em = db.unit();
  const book = await rolledBack(em, outer => outer.transactional(inner => inner.findOneOrFail(Book, id)));

  expect(await em.findOne(Book, id)).toBe(book);
  expect(em.getReference(Author, id)).toBe(book.author.unwrap());
  expect(await wrap(book.author.unwrap()).init()).toMatchObject({ id });
  book.title = 'Edited';
  await em.flush();
  expect(await db.rows(`select title from book where id = ${id}`)).toEqual([{ title: 'Edited' }]);
});

test('what a rolled-back transaction has locked for a unit without objects is its one object', async () => {
  const id = await givenAuthor();
  const em = db.unit();
  const author = await rolledBack(em, inner =>
    inner.findOneOrFail(Author, id, { lockMode: LockMode.PESSIMISTIC_WRITE }),
  );

  expect(await em.findOne(Author, id)).toBe(author);
});

test('what a rolled-back transaction has written is not taken for what is stored', async () => {
  const id = await givenAuthor();
  const em = db.unit();
  await rolledBack(em, async inner => {
    const author = await inner.findOneOrFail(Author, id);
    author.name = 'Rolled back';
    await inner.flush();
  });

  expect(await em.findOneOrFail(Author, id)).toMatchObject({ name: `Author ${id}`, version: 1 });
});

test('what a rolled-back transaction has upserted is not taken for what is stored', async () => {
  const id = await givenAuthor();
  const em = db.unit();
  await rolledBack(em, async inner => {
    await inner.upsert(Author, { id, name: 'Rolled back', age: 1, prizes: [] });
    await inner.adopt(Book, [{ id, title: 'Never stored', lost: false, author_id: id }]);
  });

  expect(await em.findOneOrFail(Author, id)).toMatchObject({ name: `Author ${id}`, version: 1 });
  expect(await em.findOne(Book, id)).toBeNull();
});

test('what was edited in a rolled-back transaction is not stored later', async () => {
  const id = await givenAuthor();
  const em = db.unit();
  await rolledBack(em, async inner => {
    const author = await inner.findOneOrFail(Author, id);
    author.name = 'Rolled back';
  });

  await em.flush();

  expect(await namesOf(id)).toEqual([{ name: `Author ${id}` }]);
});

test('a new object that a transaction removes is not stored by the unit around it', async () => {
  const id = ++keys;
  const em = db.unit();
  const author = em.create(Author, { id, name: 'Never stored' } as never);

  await em.transactional(async outer => outer.transactional(async inner => inner.remove(author)));
  await em.flush();

  expect(await namesOf(id)).toEqual([]);
  expect(await em.findOne(Author, id)).toBeNull();
});

test('a removal of before a transaction outlives that the transaction clears its unit', async () => {
  const id = await givenAuthor();
  const em = db.unit();
  em.remove(await em.findOneOrFail(Author, id));

  await em.transactional(async inner => inner.clear());
  await em.flush();

  expect(await namesOf(id)).toEqual([]);
});

test('a removal that was scheduled before a transaction is done before its row is read again', async () => {
  const id = await givenAuthor();
  const em = db.unit();
  em.remove(await em.findOneOrFail(Author, id));

  await em.transactional(async inner => {
    expect(await inner.findOne(Author, id, { refresh: true })).toBeNull();
    expect(await inner.execute('select from author where id = ?', [id])).toEqual([]);
  });

  expect(em.getUnitOfWork().getRemoveStack().size).toBe(0);
});

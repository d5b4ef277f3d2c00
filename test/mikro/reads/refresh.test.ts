import { expect, test } from 'vitest';
import { ConflictError, type EntityManager, ForeignKeyViolationError, LockMode } from '../../../src/index.ts';
import { Author, Book, libraryDatabase, Tag } from './library.ts';

const db = libraryDatabase();

const theirs = { discardEdits: true };

async function loaded(em: EntityManager): Promise<Author> {
  const author = new Author('Ada');
  await db.given(author);
  return em.findOneOrFail(Author, author.id);
}

const theyChange = ({ id }: Author) =>
  db.rows(`update author set name = 'theirs', bio = 'theirs', version = version + 1 where id = ${id}`);
const theyDelete = ({ id }: Author) => db.rows(`delete from author where id = ${id}`);

test('an object that is not edited equals its row after a refresh', async () => {
  const em = db.unit();
  const ada = await loaded(em);
  await theyChange(ada);

  expect(await em.refresh(ada)).toBe(ada);
  expect(ada).toMatchObject({ name: 'theirs', bio: 'theirs', version: 2 });
  await em.flush();
  expect(ada.version).toBe(2);
});

test('a refresh keeps edits, lets the rest follow, and the flush reports the conflict', async () => {
  const em = db.unit();
  const ada = await loaded(em);
  ada.name = 'mine';
  await theyChange(ada);

  await em.refresh(ada);

  expect(ada).toMatchObject({ name: 'mine', bio: 'theirs' });
  await expect(em.flush()).rejects.toMatchObject({ code: 'SELFSAME_CONFLICT' });
});

test('the strategy "theirs" discards the edits, also of collections', async () => {
  const em = db.unit();
  const tag = new Tag('loved');
  const book = new Book('a book', null);
  await db.given(tag, book);
  const mine = await em.findOneOrFail(Book, book.id, { populate: ['tags'] });
  mine.title = 'mine';
  mine.tags.add(em.getReference(Tag, tag.id));

  await em.refresh(mine, theirs);

  expect(mine.title).toBe('a book');
  expect(mine.tags).toHaveLength(0);
  await em.flush();
  expect(mine.version).toBe(1);
});

test('an edited object stays where its edits are safe when the refresh is refused', async () => {
  const em = db.unit();
  const ada = await loaded(em);
  ada.name = 'mine';

  await expect(em.refresh(ada, { ...theirs, lockMode: LockMode.PESSIMISTIC_WRITE })).rejects.toThrow(
    /transaction/i,
  );

  expect(ada.name).toBe('mine');
});

test('an object that is not edited leaves the unit when its row is gone', async () => {
  const em = db.unit();
  const ada = await loaded(em);
  await theyDelete(ada);

  expect(await em.refresh(ada)).toBeNull();
  expect(em.getUnitOfWork().getById(Author, ada.id)).toBeUndefined();
});

test('a lookup with a lock that finds no row lets the loaded object go', async () => {
  const em = db.unit();
  const ada = await loaded(em);
  await theyDelete(ada);

  await em.transactional(async inner => {
    expect(await inner.findOne(Author, ada.id, { lockMode: LockMode.PESSIMISTIC_WRITE })).toBeNull();
    expect(await inner.findOne(Author, ada.id)).toBeNull();
  });

  expect(em.getUnitOfWork().getById(Author, ada.id)).toBeUndefined();
});

test('an edited object whose row is gone stays, and the flush reports it', async () => {
  const em = db.unit();
  const ada = await loaded(em);
  ada.name = 'mine';
  await theyDelete(ada);

  expect(await em.refresh(ada)).toBeNull();
  const failure = await em.flush().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConflictError);
  expect((failure as ConflictError).getEntity()).toBe(ada);
  expect((failure as ConflictError).conflicts.map(({ kind }) => kind)).toEqual(['deleted']);
});

test('a refresh with populate keeps what was added to a collection, and what its items were changed to', async () => {
  const em = db.unit();
  const ada = await loaded(em);
  await db.rows(`insert into book (title, author_id) values ('stored', ${ada.id})`);
  await em.populate(ada, ['books']);
  const [book] = ada.books.getItems();
  book!.title = 'mine';
  const added = new Book('added', ada);
  ada.books.add(added);

  await em.refresh(ada, { populate: ['books'] });

  expect(book!.title).toBe('mine');
  expect(ada.books).toHaveLength(2);
  expect(ada.books.contains(book!) && ada.books.contains(added)).toBe(true);
  await em.flush();
  expect(await db.rows(`select title from book where author_id = ${ada.id} order by id`)).toEqual([
    { title: 'mine' },
    { title: 'added' },
  ]);
});

test('an object that is scheduled for removal stays scheduled', async () => {
  const em = db.unit();
  const ada = await loaded(em);
  em.remove(ada);

  await em.refresh(ada);
  await em.flush();

  expect(await db.rows(`select id from author where id = ${ada.id}`)).toEqual([]);
});

test('a refresh in a transaction reads what the transaction wrote', async () => {
  const em = db.unit();
  const ada = await loaded(em);

  await em.transactional(async inner => {
    await inner.execute(`update author set bio = 'uncommitted', version = version + 1 where id = ${ada.id}`);
    await inner.refresh(ada);
    expect(ada.bio).toBe('uncommitted');
  });
});

test('a removal was decided on what was loaded, and discarding edits does not make it one of the newer row', async () => {
  const em = db.unit();
  const ada = await loaded(em);
  em.remove(ada);
  await theyChange(ada);

  await em.refresh(ada, theirs);

  await expect(em.flush()).rejects.toMatchObject({ conflicts: [{ kind: 'changed' }] });
});

test('what was added to a collection of an object whose row is gone is not lost in silence', async () => {
  const em = db.unit();
  const tag = new Tag('loved');
  const book = new Book('a book', null);
  await db.given(tag, book);
  const mine = await em.findOneOrFail(Book, book.id, { populate: ['tags'] });
  mine.tags.add(em.getReference(Tag, tag.id));
  await db.rows(`delete from book where id = ${book.id}`);

  expect(await em.refresh(mine)).toBeNull();

  await expect(em.flush()).rejects.toBeInstanceOf(ForeignKeyViolationError);
});

test('a row that was gone in a transaction is there again when that was rolled back', async () => {
  const em = db.unit();
  const tag = new Tag('loved');
  await db.given(tag);
  const mine = await em.findOneOrFail(Tag, tag.id);
  mine.label = 'mine';
  const undone = em.transactional(async inner => {
    const remove = `delete from tag where id = ${tag.id}`;
    await inner.getConnection().execute(remove, [], 'run', inner.getTransactionContext());
    expect(await inner.refresh(mine)).toBeNull();
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');

  await em.flush();

  expect(await db.rows(`select label from tag where id = ${tag.id}`)).toEqual([{ label: 'mine' }]);
});

import { expect, test } from 'vitest';
import { recordStatements } from '../../../src/testing/index.ts';
import { Author, Book, libraryDatabase, Tag } from './library.ts';

const db = libraryDatabase();

async function given() {
  const ada = new Author('Ada');
  const bob = new Author('Bob');
  const book = new Book('a book', ada);
  await db.given(ada, bob, book);
  return { ada: ada.id, bob: bob.id, book: book.id };
}

const joined = { populate: ['books'], strategy: 'joined' } as const;

test('a joined read leaves a book where the application has moved it', async () => {
  const ids = await given();
  const em = db.unit();
  const book = await em.findOneOrFail(Book, ids.book);
  const bob = await em.findOneOrFail(Author, ids.bob, { populate: ['books'] });
  book.author = bob;

  const ada = await em.findOneOrFail(Author, { name: 'Ada', id: ids.ada }, joined);

  expect(book.author).toBe(bob);
  expect(ada.books.getItems()).toEqual([]);
  expect(bob.books.getItems()).toEqual([book]);
});

test('a joined read merges every row of it, and a flush after it sends nothing', async () => {
  const ids = await given();
  const em = db.unit();
  const book = await em.findOneOrFail(Book, ids.book, { populate: ['author'] });
  await db.rows(`update book set title = 'theirs', version = version + 1 where id = ${ids.book}`);
  await db.rows(`update author set bio = 'theirs', version = version + 1 where id = ${ids.ada}`);

  const ada = await em.findOneOrFail(Author, { name: 'Ada', id: ids.ada }, joined);

  expect(book.author).toBe(ada);
  expect(ada).toMatchObject({ bio: 'theirs', version: 2 });
  expect(ada.books.getItems()).toEqual([book]);
  expect(book).toMatchObject({ title: 'theirs', version: 2 });
  const { statements } = await recordStatements(db.orm, () => em.flush());
  expect(statements).toEqual([]);
});

test('a joined read again keeps the collection, and what was added to it', async () => {
  const ids = await given();
  const em = db.unit();
  const ada = await em.findOneOrFail(Author, ids.ada, joined);
  const { books } = ada;
  const added = new Book('added', ada);
  books.add(added);

  em.setFlushMode('commit');
  await em.find(Author, { name: 'Ada', id: ids.ada }, { ...joined, refresh: true });

  expect(ada.books).toBe(books);
  expect(books.getItems().map(({ title }) => title)).toEqual(['a book', 'added']);
});

test('a many-to-many collection that is read again keeps what was added and removed', async () => {
  const book = new Book('tagged', null);
  const tags = [new Tag('one'), new Tag('two'), new Tag('three')] as const;
  book.tags.add(tags[0], tags[1]);
  await db.given(book, tags[2]);
  const em = db.unit();
  const loaded = await em.findOneOrFail(Book, book.id, { populate: ['tags'] });
  loaded.tags.remove(loaded.tags.getItems().find(({ label }) => label === 'one')!);
  loaded.tags.add(em.getReference(Tag, tags[2].id));

  em.setFlushMode('commit');
  await em.find(Book, { title: 'tagged' }, { populate: ['tags'], strategy: 'joined', refresh: true });

  expect(loaded.tags.getItems().map(({ id }) => id)).toEqual([tags[1].id, tags[2].id]);
  await em.flush();
  const stored = await db.rows<{ tag_id: number }>(
    `select tag_id from book_tags where book_id = ${book.id} order by tag_id`,
  );
  expect(stored.map(row => row.tag_id)).toEqual([tags[1].id, tags[2].id]);
});

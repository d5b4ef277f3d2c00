import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';

/** C3: whoever changes a foreign key, the object leaves one loaded collection and enters the other. */
export const relations: readonly Finding[] = [
  {
    ids: ['§0.4', '§1.2'],
    law: 'C3',
    title: 'Sets `book.author = null`',
    async run({ unit, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 1, { populate: ['books'] });
      const book = ada.books[0]!;
      book.author = null;
      await em.flush();

      must(!ada.books.contains(book), "it stays in its author's books, also after the flush");
    },
  },
  {
    ids: ['§1.2'],
    law: 'C3',
    title: 'Moves a book to another author, and flushes',
    async run({ unit, tables: { Author } }) {
      const em = unit();
      const [ada, bob] = await em.find(Author, [1, 2], { populate: ['books'], orderBy: { id: 'asc' } });
      ada!.books[0]!.author = bob!;
      await em.flush();

      must(!ada!.books.isDirty() && !bob!.books.isDirty(), 'a collection says that it is changed');
    },
  },
  {
    ids: ['§0.4', '§1.2'],
    law: 'C3',
    title: 'Re-reads a book that somebody else has taken from its author',
    async run({ unit, others, tables: { Author, Book } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 1, { populate: ['books'] });
      const book = ada.books[0]!;
      await others('update book set author_id = null, version = version + 1 where id = 1');
      await em.find(Book, { title: 'b1.1' });

      must(!ada.books.contains(book), "it stays in its author's books");
    },
  },
  {
    ids: ['§1.2'],
    law: 'C3',
    title: 'Refreshes a book that somebody else has taken from its author',
    async run({ unit, others, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 1, { populate: ['books'] });
      const book = ada.books[0]!;
      await others('update book set author_id = null, version = version + 1 where id = 1');
      await em.refresh(book);

      must(!ada.books.contains(book), "it stays in its author's books");
    },
  },
  {
    ids: ['§1.2'],
    law: 'C3',
    title: 'Re-reads a book that somebody else has given to another author',
    async run({ unit, others, tables: { Author, Book } }) {
      const em = unit();
      const [ada, bob] = await em.find(Author, [1, 2], { populate: ['books'], orderBy: { id: 'asc' } });
      await others('update book set author_id = 2, version = version + 1 where id = 1');
      const [book] = await em.find(Book, { title: 'b1.1' });

      must(!ada!.books.contains(book!) && bob!.books.contains(book!), 'the collections are as before');
      must(!ada!.books.isDirty() && !bob!.books.isDirty(), 'the collections say that they are changed');
    },
  },
  {
    ids: ['§1.2'],
    law: 'C3',
    title: 'Loads the books of an author again with `populate`, after somebody else has taken one',
    async run({ unit, others, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 2, { populate: ['books'] });
      await others(`update book set author_id = 3, version = version + 1 where id = 3`);
      await em.find(Author, { email: 'a2@x' }, { populate: ['books'] });

      const titles = ada.books.getItems().map(({ title }) => title);
      must(!titles.includes('b2.1'), `the collection says ${titles.join(', ')}`);
    },
  },
  {
    ids: ['§1.2'],
    law: 'C3',
    title:
      'Loads the books of an author again with `load({ refresh: true })`, after somebody else has taken one',
    async run({ unit, others, tables: { Author } }) {
      const em = unit();
      const [bob, cem] = await em.find(Author, [2, 3], { populate: ['books'], orderBy: { id: 'asc' } });
      const book = bob!.books[0]!;
      await others(`update book set author_id = 3, version = version + 1 where id = ${book.id}`);
      await bob!.books.load({ refresh: true });

      must(book.author !== bob, 'the book that has left still says that this is its author');
      must(cem!.books.contains(book), 'the book is in no collection');
    },
  },
  {
    ids: ['§1.2'],
    law: 'C3',
    title: 'Loads the tags of a book again with `populate`, after somebody else has added one',
    async run({ unit, others, tables: { Book } }) {
      const em = unit();
      const book = await em.findOneOrFail(Book, 1, { populate: ['tags'] });
      await others('insert into book_tags (book_id, tag_id) values (1, 2)');
      await em.find(Book, { title: 'b1.1' }, { populate: ['tags'] });

      const labels = book.tags.getItems().map(({ label }) => label);
      must(labels.includes('t2'), `the collection says ${labels.join(', ')}`);
    },
  },
  {
    ids: ['§1.2'],
    law: 'C3',
    title: 'Removes a book whose notes ON DELETE CASCADE takes along, and finds a note',
    async run({ unit, tables: { Book, Note } }) {
      const em = unit();
      await em.findOneOrFail(Note, 1);
      em.remove(await em.findOneOrFail(Book, 1));
      await em.flush();

      must((await em.findOne(Note, 1)) === null, 'the row that is gone is found');
    },
  },
];

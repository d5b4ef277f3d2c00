import { failureOf } from '../failures.ts';
import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';

/** V4: a flush after mere reads sends nothing, and an edit made while a flush is in flight is kept for the next. */
export const flushes: readonly Finding[] = [
  {
    ids: ['§1.2'],
    law: 'V4',
    title: 'Edits an object while its flush is in flight, and flushes again',
    async run({ unit, stored, tap, tables: { Counter } }) {
      const em = unit();
      const counter = await em.findOneOrFail(Counter, 2);
      counter.n = 100;
      tap.before(/\bupdate "counter"/, () => {
        counter.m = 555;
      });
      await em.flush();
      await em.flush();

      const row = await stored('counter', 2);
      must(row?.m === 555, `memory says 555, the row ${row?.m}, and the flush sends nothing`);
    },
  },
  {
    ids: ['§1.2'],
    law: 'V4',
    title: 'Edits one of two objects while their flush is in flight, and flushes again',
    async run({ unit, stored, tap, tables: { Author } }) {
      const em = unit();
      const [ada, bob] = await em.find(Author, [1, 2]);
      ada!.age = bob!.age = 10;
      tap.before(/\bupdate "author"/, () => {
        ada!.name = 'late';
      });
      await em.flush();
      await em.flush();

      const row = await stored('author', ada!.id);
      must(row?.name === 'late', `memory says late, the row ${row?.name}, and the flush sends nothing`);
    },
  },
  {
    ids: ['§1.2'],
    law: 'V4',
    title: 'Removes an object while a flush is in flight, and flushes again',
    async run({ unit, stored, tap, tables: { Counter } }) {
      const em = unit();
      const [one, two] = await em.find(Counter, [1, 2], { orderBy: { id: 'asc' } });
      one!.n = 100;
      tap.before(/\bupdate "counter"/, () => void em.remove(two!));
      await em.flush();
      await em.flush();

      must((await stored('counter', 2)) === undefined, 'the row is still there, and the flush sends nothing');
    },
  },
  {
    ids: ['§1.2'],
    law: 'V4',
    title: 'Adds a tag to a book while a flush of its tags is in flight, and flushes again',
    async run({ unit, others, tap, tables: { Book, Tag } }) {
      const em = unit();
      const book = await em.findOneOrFail(Book, 1, { populate: ['tags'] });
      const [two, three] = await em.find(Tag, [2, 3]);
      book.tags.add(two!);
      tap.before(/\binsert into "book_tags"/, () => void book.tags.add(three!));
      await em.flush();
      await em.flush();

      const rows = await others('select * from book_tags where book_id = 1');
      must(rows.length === 3, `memory says 3 tags, ${rows.length} are stored, and the flush sends nothing`);
    },
  },
  {
    ids: ['§1.2'],
    law: 'V4',
    title: 'Loads references to the books of an author, reads one that was moved there, and flushes',
    async run({ unit, others, tap, tables: { Author, Book } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 1);
      await ada.books.load({ ref: true });
      await others('update book set author_id = 1, version = version + 1 where id = 3');
      await em.find(Book, { title: 'b2.1' });

      const sent = await tap.sentBy(() => em.flush());

      must(sent.length === 0, `nothing was edited, and the flush sends ${sent.length} statements`);
    },
  },
  {
    ids: ['§1.1'],
    law: 'V4',
    title: 'Loads a row whose relation names another by a `targetKey`, and flushes',
    async run({ unit, tap, tables: { Visit } }) {
      const em = unit();
      await em.findOneOrFail(Visit, 1);

      let failure: unknown;
      const sent = await tap.sentBy(async () => {
        failure = await failureOf(() => em.flush());
      });

      must(failure === undefined, 'the flush takes the row of the relation for a new one, and fails');
      must(sent.length === 0, `nothing was edited, and the flush sends ${sent.length} statements`);
    },
  },
];

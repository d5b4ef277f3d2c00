import { failureOf } from '../failures.ts';
import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';

/** C1: what a statement returns is the truth, and loaded objects follow it. C2: pending edits are flushed first. */
export const bulkStatements: readonly Finding[] = [
  {
    ids: ['M9', '§1.2'],
    law: 'C1',
    title: 'Changes a loaded row with `em.nativeUpdate`',
    async run({ unit, tables: { Counter } }) {
      const em = unit();
      const counter = await em.findOneOrFail(Counter, 1);
      await em.nativeUpdate(Counter, { id: 1 }, { n: 50 });

      must(counter.n === 50, `memory says ${counter.n}, the row 50`);
    },
  },
  {
    ids: ['M9', '§1.2'],
    law: 'C1',
    title: 'Changes a loaded row with `em.nativeUpdate`, then edits the object and flushes',
    async run({ unit, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 1);
      await em.nativeUpdate(Author, { id: 1 }, { age: 50 });
      ada.name = 'new';

      must((await failureOf(() => em.flush())) === undefined, 'it is in conflict with itself');
    },
  },
  {
    ids: ['M9', '§1.2'],
    law: 'C1',
    title: 'Gives a loaded book another author with `em.nativeUpdate`',
    async run({ unit, tables: { Author, Book } }) {
      const em = unit();
      const [ada, bob] = await em.find(Author, [1, 2], { populate: ['books'], orderBy: { id: 'asc' } });
      const book = await em.findOneOrFail(Book, 1);
      await em.nativeUpdate(Book, { id: 1 }, { author: 2 });

      must(book.author === bob, `memory says author ${book.author?.id}, the row 2`);
      must(!ada!.books.contains(book) && bob!.books.contains(book), 'both collections are as before');
    },
  },
  {
    ids: ['§1.2'],
    law: 'C1',
    title: 'Deletes a loaded row with `em.nativeDelete`, and finds it',
    async run({ unit, tables: { Author, Book } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 2, { populate: ['books'] });
      const [book] = ada.books;
      await em.nativeDelete(Book, { id: 3 });

      must((await em.findOne(Book, 3)) === null, 'the row that is gone is found');
      must(!ada.books.contains(book!), "it is still in its author's books");
    },
  },
  {
    ids: ['§1.2'],
    law: 'C1',
    title: 'Changes a loaded row with `qb.update().returning().execute`',
    async run({ unit, tables: { Counter } }) {
      const em = unit();
      const counter = await em.findOneOrFail(Counter, 1);
      await em.createQueryBuilder(Counter).update({ n: 50 }).where({ id: 1 }).returning('*').execute();

      must(counter.n === 50, `memory says ${counter.n}, the row 50`);
    },
  },
  {
    ids: ['§1.2'],
    law: 'C1',
    title: 'Asks `qb.delete().returning` for what it deletes',
    async run({ unit, tables: { Counter } }) {
      const deleted: unknown = await unit()
        .createQueryBuilder(Counter)
        .delete({ id: 1 })
        .returning('*')
        .execute('all');

      must(Array.isArray(deleted) && deleted.length === 1, 'a row is deleted, and none returned');
    },
  },
  {
    ids: ['M9', '§1.2'],
    law: 'C2',
    title: 'Edits an object, changes its row with `em.nativeUpdate`, flushes',
    async run({ unit, stored, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 3);
      ada.name = 'new';
      await em.nativeUpdate(Author, { id: 3 }, { age: 50 });
      const failure = await failureOf(() => em.flush());

      const row = await stored('author', 3);
      must(failure === undefined, 'it is in conflict with itself');
      must(row?.name === 'new' && row.age === 50, `the row says ${row?.name} and ${row?.age}`);
    },
  },
  {
    ids: ['§1.2'],
    law: 'C2',
    title: 'Edits an object, and changes rows that have its new value with `em.nativeUpdate`',
    async run({ unit, tables: { Author } }) {
      const em = unit();
      (await em.findOneOrFail(Author, 3)).age = 78;

      const changed = await em.nativeUpdate(Author, { age: 78 }, { bio: 'seen' });

      must(changed === 1, 'the row is not changed');
    },
  },
];

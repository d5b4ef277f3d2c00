import type { Finding } from '../finding.ts';
import { failureOf, isConflict, isRefusal } from '../failures.ts';
import { must } from '../lie.ts';

/** I5: edits are never silently lost. */
export const keptObjects: readonly Finding[] = [
  {
    ids: ['§0.5', '§1.1'],
    law: 'I5',
    title: 'Edits an object after `em.clear()` and flushes',
    async run({ unit, stored, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 5);
      em.clear();
      ada.age = 3;

      const failure = await failureOf(() => em.flush());

      const row = await stored('author', 5);
      must(
        isRefusal(failure) || row?.age === 3,
        `memory says 3, the row ${row?.age}, and the flush succeeds`,
      );
    },
  },
  {
    ids: ['§0.5', '§1.1'],
    law: 'I5',
    title: 'Edits and persists an object after `em.clear()` and a new load of its row, flushes',
    async run({ unit, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 5);
      em.clear();
      const again = await em.findOneOrFail(Author, 5);
      ada.age = 3;

      const failure = await failureOf(() => em.persist(ada).flush());

      must(isRefusal(failure) || again.age === 3, `the row says 3, the unit's object ${again.age}`);
    },
  },
  {
    ids: ['§1.1', '#6804'],
    law: 'I5',
    title: 'Edits and persists an object of another unit, flushes',
    async run({ unit, tables: { Author } }) {
      const em = unit();
      const own = await em.findOneOrFail(Author, 5);
      const foreign = await unit().findOneOrFail(Author, 5);
      foreign.age = 3;

      const failure = await failureOf(() => em.persist(foreign).flush());

      must(isRefusal(failure) || own.age === 3, `the row says 3, the unit's object ${own.age}`);
    },
  },
  {
    ids: ['§1.1'],
    law: 'I5',
    title: 'Gives a book an author of another unit, and flushes',
    async run({ unit, tables: { Author, Book } }) {
      const em = unit();
      const book = await em.findOneOrFail(Book, 1);
      const foreign = await unit().findOneOrFail(Author, 5);

      const failure = await failureOf(() => {
        book.author = foreign;
        return em.flush();
      });

      const own = await em.findOne(Author, { email: 'a5@x' });
      must(isRefusal(failure) || book.author === own, 'book.author is not the object that the unit finds');
    },
  },
  {
    ids: ['§1.1'],
    law: 'I5',
    title: 'Creates an object with the key of one that is loaded',
    async run({ unit, stored, tables: { Counter } }) {
      const em = unit();
      const loaded = await em.findOneOrFail(Counter, 1);

      const failure = await failureOf(() => {
        em.create(Counter, { id: 1, n: 5 });
        return em.flush();
      });

      const row = await stored('counter', 1);
      must(
        isRefusal(failure) || row?.n === loaded.n,
        `memory says ${loaded.n}, the row ${row?.n}, and the flush succeeds`,
      );
    },
  },
  {
    ids: ['§1.3'],
    law: 'I5',
    title: 'Refreshes an edited object whose row is gone, and flushes',
    async run({ unit, others, tables: { Counter } }) {
      const em = unit();
      const counter = await em.findOneOrFail(Counter, 1);
      counter.n = 9;
      await others('delete from counter where id = 1');
      await em.refresh(counter);

      const failure = await failureOf(() => em.flush());

      must(isConflict(failure), 'the edit is forgotten, and the flush succeeds');
    },
  },
];

import { failureOf, isConflict } from '../failures.ts';
import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';
import { conflictsOf } from './checked-versions.ts';

/** V3: a row that is gone is a conflict, not silence. */
export const vanishedRows: readonly Finding[] = [
  {
    ids: ['§1.3'],
    law: 'V3',
    title: 'Edits an unversioned row that somebody else deletes, and flushes',
    async run({ unit, others, tables: { Counter } }) {
      const em = unit();
      const counter = await em.findOneOrFail(Counter, 3);
      counter.n = 9;
      await others('delete from counter where id = 3');

      must(isConflict(await failureOf(() => em.flush())), 'the flush succeeds, and nothing is stored');
    },
  },
  {
    ids: ['§1.3'],
    law: 'V3',
    title: 'Edits two unversioned rows of which somebody else deletes one, and flushes',
    async run({ unit, others, tables: { Counter } }) {
      const em = unit();
      for (const counter of await em.find(Counter, [3, 4])) counter.n = 9;
      await others('delete from counter where id = 3');

      must(
        isConflict(await failureOf(() => em.flush())),
        'the flush succeeds, and one of them is not stored',
      );
    },
  },
  {
    ids: ['M11', '§1.3'],
    law: 'V3',
    title: 'Removes a versioned row that somebody else has deleted',
    async run({ unit, others, tables: { Book } }) {
      const em = unit();
      const book = await em.findOneOrFail(Book, 3);
      await others('delete from book where id = 3');

      must(isConflict(await failureOf(() => em.remove(book).flush())), 'the flush succeeds');
    },
  },
  {
    ids: ['M11', '§1.3'],
    law: 'V3',
    title: 'Removes an unversioned row that somebody else has deleted',
    async run({ unit, others, tables: { Counter } }) {
      const em = unit();
      const counter = await em.findOneOrFail(Counter, 3);
      await others('delete from counter where id = 3');

      must(isConflict(await failureOf(() => em.remove(counter).flush())), 'the flush succeeds');
    },
  },
  {
    ids: ['§1.2'],
    law: 'V3',
    title: 'Deletes a loaded row with `em.nativeDelete`, edits the object and flushes',
    async run({ unit, tables: { Counter } }) {
      const em = unit();
      const counter = await em.findOneOrFail(Counter, 3);
      await em.nativeDelete(Counter, { id: 3 });

      const failure = await failureOf(() => {
        counter.n = 9;
        return em.flush();
      });

      must(failure !== undefined, 'the flush succeeds, and nothing is stored');
    },
  },
  {
    ids: ['M17', '§1.3'],
    law: 'V3',
    title: 'Learns from the conflict whether the row was changed or deleted',
    async run({ unit, others, tables: { Author } }) {
      const em = unit();
      (await em.findOneOrFail(Author, 1)).age = 10;
      await others(
        'delete from note; delete from book_tags; delete from book; delete from author where id = 1',
      );

      const failure = await failureOf(() => em.flush());

      must(conflictsOf(failure)[0]?.kind === 'deleted', 'the error does not say');
    },
  },
];

import { LockMode } from '@mikro-orm/postgresql';
import { failureOf, isConflict } from '../failures.ts';
import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';

const AGAIN = `update author set age = 99, version = version + 1 where id in (1, 2)`;

/** V1: every UPDATE and DELETE of a versioned row checks the base version, and one conflict undoes the whole flush. */
export const checkedVersions: readonly Finding[] = [
  {
    ids: ['M2', '§0.1a', '§1.3'],
    law: 'V1',
    title: 'Flushes two edited rows while somebody else commits a change to one',
    async run({ unit, others, stored, tap, tables: { Author } }) {
      const em = unit();
      for (const author of await em.find(Author, [1, 2])) author.age = 10;
      tap.before(/\bupdate "author"/, () => others(AGAIN));

      const failure = await failureOf(() => em.flush());

      const row = await stored('author', 1);
      must(isConflict(failure), `theirs is overwritten: 99 becomes ${row?.age}`);
      must(row?.age === 99, `a part of the flush is stored: ${row?.age}`);
    },
  },
  {
    ids: ['M11', '§0.1d'],
    law: 'V1',
    title: 'Removes a row that somebody else has changed',
    async run({ unit, others, stored, tables: { Book } }) {
      const em = unit();
      const book = await em.findOneOrFail(Book, 3);
      await others('update book set price = 99, version = version + 1 where id = 3');

      const failure = await failureOf(() => em.remove(book).flush());

      must(isConflict(failure) && (await stored('book', 3)) !== undefined, 'theirs is deleted unseen');
    },
  },
  {
    ids: ['M16'],
    law: 'V1',
    title: 'Edits a row that somebody else changes, sets its version to the newer one, flushes',
    async run({ unit, others, stored, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 1);
      ada.age = 10;
      await others(AGAIN);

      const failure = await failureOf(() => {
        ada.version = 2;
        return em.flush();
      });

      const row = await stored('author', 1);
      must(isConflict(failure), `theirs is overwritten: 99 becomes ${row?.age}`);
    },
  },
  {
    ids: ['M10', '§1.3'],
    law: 'V1',
    title: 'Asks `em.lock(…, OPTIMISTIC, 1)` about a loaded row that somebody else has changed',
    async run({ unit, others, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 1);
      await others(AGAIN);

      const failure = await failureOf(() => em.lock(ada, LockMode.OPTIMISTIC, 1));

      must(isConflict(failure), 'version 1 is confirmed, and the row is at 2');
    },
  },
  {
    ids: ['§1.3'],
    law: 'V1',
    title: 'Asks `findOne({ lockVersion: 1 })` for a loaded row that somebody else has changed',
    async run({ unit, others, tables: { Author } }) {
      const em = unit();
      await em.findOneOrFail(Author, 1);
      await others(AGAIN);

      const failure = await failureOf(() =>
        em.findOne(Author, 1, { lockMode: LockMode.OPTIMISTIC, lockVersion: 1 }),
      );

      must(isConflict(failure), 'version 1 is confirmed, and the row is at 2');
    },
  },
  {
    ids: ['M17', '§1.3'],
    law: 'V1',
    title: 'Flushes two rows that somebody else has both changed',
    async run({ unit, others, tables: { Author } }) {
      const em = unit();
      for (const author of await em.find(Author, [1, 2])) author.age = 10;
      await others(AGAIN);

      const failure = await failureOf(() => em.flush());

      const told = conflictsOf(failure);
      must(isConflict(failure), 'theirs is overwritten');
      must(told.length === 2, 'the error names the first conflict alone');
    },
  },
];

/** What a conflict tells of its rows; nothing in MikroORM. */
export function conflictsOf(error: unknown): readonly { readonly kind?: string }[] {
  return (error as { conflicts?: { kind: string }[] } | undefined)?.conflicts ?? [];
}

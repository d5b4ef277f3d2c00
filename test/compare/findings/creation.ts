import { sql } from '@mikro-orm/postgresql';
import { failureOf, isRefusal, nameOf } from '../failures.ts';
import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';

/** G1: callers who create one row all get it. G2: a key that the database does not guard is refused before any statement. */
export const creation: readonly Finding[] = [
  {
    ids: ['§1.4', '#5667'],
    law: 'G1',
    title: 'Upserts by a unique index that holds for a part of the rows',
    async run({ unit, tables: { Token } }) {
      const failure = await failureOf(() => unit().upsert(Token, { owner: 2, token: 'x', revoked: false }));

      must(failure === undefined, 'it fails with 42P10: the predicate of the index is not sent');
    },
  },
  {
    ids: ['§1.4'],
    law: 'G1',
    title: 'Upserts a row that exists by a raw conflict target, ignoring it',
    async run({ unit, tables: { Token } }) {
      const upsert = async () =>
        unit().upsert(
          Token,
          { owner: 2, token: 'x', revoked: false },
          { onConflictFields: sql`(token) where revoked = false`, onConflictAction: 'ignore' },
        );
      const failure = await failureOf(async () => {
        const token = await upsert();
        must(token.owner === 1, `the row says owner 1, the object ${token.owner}`);
      });

      must(failure === undefined, `it crashes with a ${nameOf(failure)}`);
    },
  },
  {
    ids: ['§1.4'],
    law: 'G1',
    title: 'Upserts a row that exists, ignoring it, while somebody else deletes it',
    async run({ unit, others, tap, tables: { Tag } }) {
      tap.before(/^select/, () => others('delete from tag where id = 3'));

      const failure = await failureOf(() =>
        unit().upsert(Tag, { label: 't3' }, { onConflictFields: ['label'], onConflictAction: 'ignore' }),
      );

      must(!(failure instanceof TypeError), `it crashes with a ${nameOf(failure)}`);
    },
  },
  {
    ids: ['§1.4'],
    law: 'G2',
    title: 'Upserts by fields that no unique index covers',
    async run({ unit, tap, tables: { Author } }) {
      const em = unit();
      let failure: unknown;
      const sent = await tap.sentBy(async () => {
        failure = await failureOf(() =>
          em.upsert(Author, { email: 'new@x', name: 'n' }, { onConflictFields: ['name'] }),
        );
      });

      must(isRefusal(failure) && sent.length === 0, 'it is sent, and fails with 42P10');
    },
  },
  {
    ids: ['§1.4'],
    law: 'G2',
    title: 'Upserts data without any unique field',
    async run({ unit, tap, tables: { Author } }) {
      const em = unit();
      let failure: unknown;
      const sent = await tap.sentBy(async () => {
        failure = await failureOf(() => em.upsert(Author, { name: 'n' }));
      });

      must(isRefusal(failure) && sent.length === 0, 'it is sent, with the primary key for a conflict target');
    },
  },
];

import { failureOf } from '../failures.ts';
import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';

/** V2: a version only grows, on every path that writes the row. */
export const growingVersions: readonly Finding[] = [
  {
    ids: ['M14', '§0.1c', '§1.4'],
    law: 'V2',
    title: 'Changes a versioned row with `em.upsert`',
    async run({ unit, stored, tables: { Author } }) {
      await unit().upsert(Author, { email: 'a1@x', name: 'new' });

      const row = await stored('author', 1);
      must(row?.version === 2, `the row has changed, and its version is still ${row?.version}`);
    },
  },
  {
    ids: ['M14', '§0.1c', '§1.4'],
    law: 'V2',
    title: 'Changes versioned rows with `em.upsertMany`',
    async run({ unit, stored, tables: { Author } }) {
      await unit().upsertMany(Author, [
        { email: 'a1@x', name: 'new' },
        { email: 'a2@x', name: 'new' },
      ]);

      const row = await stored('author', 2);
      must(row?.version === 2, `the row has changed, and its version is still ${row?.version}`);
    },
  },
  {
    ids: ['M14'],
    law: 'V2',
    title: 'Upserts data of version 1 over a row that is at 2',
    async run({ unit, others, stored, tables: { Author } }) {
      await others(`update author set name = 'theirs', version = version + 1 where id = 1`);

      await failureOf(() => unit().upsert(Author, { email: 'a1@x', name: 'mine', version: 1 }));

      const row = await stored('author', 1);
      must(row?.name === 'theirs', `theirs is overwritten, and the version falls to ${row?.version}`);
      must(row?.version === 2, `the version is ${row?.version}`);
    },
  },
  {
    ids: ['M14'],
    law: 'V2',
    title: 'Upserts a row as it is',
    async run({ unit, stored, tables: { Tag } }) {
      const before = await stored('tag', 1);

      await unit().upsert(Tag, { label: 't1', uses: 0 }, { onConflictFields: ['label'] });

      const after = await stored('tag', 1);
      must(before?.ctid === after?.ctid, 'the row is written again');
    },
  },
];

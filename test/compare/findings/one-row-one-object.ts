import type { EntityManager } from '@mikro-orm/postgresql';
import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';
import type { Tables } from '../tables.ts';

type Upsert = (em: EntityManager, Tag: Tables['Tag']) => Promise<object>;

const upserts: readonly Finding[] = [
  upsert('by its unique key alone', (em, Tag) =>
    em.upsert(Tag, { label: 't1' }, { onConflictFields: ['label'] }),
  ),
  upsert('with `onConflictExcludeFields`', (em, Tag) =>
    em.upsert(
      Tag,
      { label: 't1', uses: 5 },
      { onConflictFields: ['label'], onConflictExcludeFields: ['uses'] },
    ),
  ),
  upsert("with `onConflictAction: 'ignore'`", (em, Tag) =>
    em.upsert(Tag, { label: 't1', uses: 5 }, { onConflictFields: ['label'], onConflictAction: 'ignore' }),
  ),
];

/** I1: in one unit, one row is one object. */
export const oneRowOneObject: readonly Finding[] = [
  {
    ids: ['§0.5', '§1.1'],
    law: 'I1',
    title: 'Streams a row that is loaded with `em.stream`',
    async run({ unit, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 2);

      for await (const streamed of em.stream(Author, { where: { id: 2 } }))
        must(streamed === ada, 'a second object for the row');
    },
  },
  {
    ids: ['§0.5', '§1.1'],
    law: 'I1',
    title: 'Changes a loaded book and its author in `transactional({ clear: true })`',
    async run({ unit, tables: { Author, Book } }) {
      const em = unit();
      const book = await em.findOneOrFail(Book, 1, { populate: ['author'] });
      const author = book.author;

      await em.transactional(
        async inner => {
          const same = await inner.findOneOrFail(Book, 1, { populate: ['author'] });
          same.author!.name = 'changed';
        },
        { clear: true },
      );

      must(book.author === author, 'book.author is another object than the author that was loaded');
      must((await em.findOne(Author, 1)) === author, 'the unit finds another object than the one loaded');
    },
  },
  {
    ids: ['§1.1'],
    law: 'I1',
    title: 'Loads a row, and another whose relation names it by a `targetKey`',
    async run({ unit, tables: { Author, Visit } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 6);

      const visit = await em.findOneOrFail(Visit, 1);

      must(visit.author === ada, 'the relation holds a second object for the row');
    },
  },
  ...upserts,
  {
    ids: ['M15', '§1.4'],
    law: 'I1',
    title: 'Upserts one key twice in a call, ignoring rows that exist',
    async run({ unit, tables: { Tag } }) {
      const twice = [{ label: 'new' }, { label: 'new' }];

      const [one, other] = await unit().upsertMany(Tag, twice, {
        onConflictFields: ['label'],
        onConflictAction: 'ignore',
      });

      must(one === other, 'a second object for the row');
    },
  },
  {
    ids: ['§1.4'],
    law: 'I1',
    title: 'Upserts one key twice in a call, merging',
    async run({ unit, tables: { Tag } }) {
      const twice = [
        { label: 'new', uses: 1 },
        { label: 'new', uses: 2 },
      ];

      const upserted = await unit()
        .upsertMany(Tag, twice, { onConflictFields: ['label'] })
        .catch(() => undefined);

      must(upserted !== undefined, 'the call fails with 21000');
      must(upserted?.[0] === upserted?.[1], 'a second object for the row');
    },
  },
];

function upsert(how: string, call: Upsert): Finding {
  return {
    ids: ['M3', '§1.4'],
    law: 'I1',
    title: `Upserts a loaded row ${how}, then edits the object that was loaded and flushes`,
    async run({ unit, stored, tables: { Tag } }) {
      const em = unit();
      const tag = await em.findOneOrFail(Tag, 1);

      const upserted = await call(em, Tag);

      tag.uses = 9;
      await em.flush();
      const row = await stored('tag', 1);
      must(row?.uses === 9, `a second object for the row, and the edit is lost: the row says ${row?.uses}`);
      must(upserted === tag, 'a second object for the row');
    },
  };
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { failureOf, isConflict } from '../failures.ts';
import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';
import type { Tables } from '../tables.ts';

type Read = (em: EntityManager, tables: Tables) => Promise<unknown>;

/** Every way to read Ada's row over her object. */
const reads: readonly [ids: readonly string[], how: string, read: Read][] = [
  [['M17', '§1.2'], '`em.refresh`', async (em, { Author }) => em.refresh(await em.findOneOrFail(Author, 1))],
  [
    ['§1.2'],
    '`em.find({ refresh: true })`',
    (em, { Author }) => em.find(Author, { email: 'a1@x' }, { refresh: true }),
  ],
  [
    ['§1.2'],
    '`qb.getResultList`',
    (em, { Author }) => em.createQueryBuilder(Author, 'a').select('*').where({ id: 1 }).getResultList(),
  ],
  [
    ['§1.2'],
    '`qb.getResultList` of some columns',
    (em, { Author }) =>
      em.createQueryBuilder(Author, 'a').select(['id', 'name']).where({ id: 1 }).getResultList(),
  ],
  [
    ['§1.2'],
    '`qb.stream`',
    async (em, { Author }) => {
      for await (const row of em.createQueryBuilder(Author, 'a').select('*').where({ id: 1 }).stream())
        void row;
    },
  ],
  [['§1.2'], '`em.map`', async (em, { Author }) => em.map(Author, await rowOf(em, '*'))],
  [
    ['§1.2'],
    '`em.map` of some columns',
    async (em, { Author }) => em.map(Author, await rowOf(em, 'id, name')),
  ],
  [
    ['§1.2'],
    '`qb.update().returning().getResultList`',
    (em, { Author }) =>
      em.createQueryBuilder(Author).update({ name: 'new' }).where({ id: 1 }).returning('*').getResultList(),
  ],
  [['§1.4'], '`em.upsert`', (em, { Author }) => em.upsert(Author, { email: 'a1@x', name: 'new' })],
];

/** R3: a partial read or a refresh never discards or swallows an edit. */
export const keptEdits: readonly Finding[] = [
  ...reads.map(([ids, how, read]) => keeps(ids, how, read)),
  {
    ids: ['§1.3'],
    law: 'R3',
    title: 'Edits a book, refreshes its author with `populate`, flushes',
    async run({ unit, stored, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 1, { populate: ['books'] });
      ada.books[0]!.price = 77;
      await em.refresh(ada, { populate: ['books'] });

      must(ada.books[0]!.price === 77, `the edit is discarded: 77 becomes ${ada.books[0]!.price}`);
      await em.flush();
      const row = await stored('book', ada.books[0]!.id);
      must(row?.price === 77, `memory says 77, the row ${row?.price}`);
    },
  },
];

function keeps(ids: readonly string[], how: string, read: Read): Finding {
  return {
    ids,
    law: 'R3',
    title: `Edits an object, reads its row with ${how}, flushes`,
    async run({ unit, stored, tables }) {
      const em = unit();
      const ada = await em.findOneOrFail(tables.Author, 1);
      ada.age = 77;
      await read(em, tables);

      must(ada.age === 77, `the edit is discarded: 77 becomes ${ada.age}`);
      const failure = await failureOf(() => em.flush());
      const row = await stored('author', 1);
      must(
        isConflict(failure) || row?.age === 77,
        `the edit is swallowed: memory says 77, the row ${row?.age}`,
      );
    },
  };
}

async function rowOf(em: EntityManager, columns: string): Promise<object> {
  const [row] = (await em.execute(`select ${columns} from author where id = 1`)) as [object];
  return row;
}

import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { failureOf, isConflict } from '../failures.ts';
import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';
import type { Tables } from '../tables.ts';

type Read = (em: EntityManager, tables: Tables) => Promise<unknown>;

/** Every way to read a book again, beginning with its author's object. */
const reads: readonly [how: string, read: Read][] = [
  ['`em.find`', (em, { Book }) => em.find(Book, { title: 'b1.1' })],
  ['`em.populate`', async (em, { Author }) => em.populate([await em.findOneOrFail(Author, 1)], ['books'])],
  ['`collection.init`', async (em, { Author }) => (await em.findOneOrFail(Author, 1)).books.init()],
  ['`populate` of its author', (em, { Author }) => em.find(Author, { age: 0 }, { populate: ['books'] })],
];

const AGAIN = `update book set price = 99, version = version + 1 where id = 1`;

/** R1: no read moves the base of an object that is edited. */
export const rereads: readonly Finding[] = [
  ...reads.map(([how, read]) => outside(how, read)),
  ...reads.map(([how, read]) => inside(how, read)),
  inside('`findOne` with a lock', (em, { Book }) =>
    em.findOne(Book, 1, { lockMode: LockMode.PESSIMISTIC_WRITE }),
  ),
  {
    ids: ['§1.2'],
    law: 'R1',
    title: 'Edits an unversioned row that somebody else changes, re-reads it with `em.find`, flushes',
    async run({ unit, others, stored, tables: { Counter } }) {
      const em = unit();
      const counter = await em.findOneOrFail(Counter, 1);
      counter.n = 10;
      await others('update counter set n = 99 where id = 1');
      await em.find(Counter, { m: 0 });

      const failure = await failureOf(() => em.flush());

      const row = await stored('counter', 1);
      must(isConflict(failure), `theirs, which was read, is overwritten: 99 becomes ${row?.n}`);
    },
  },
];

function outside(how: string, read: Read): Finding {
  return {
    ids: ['M1', '§0.1b'],
    law: 'R1',
    title: `Edits a row that somebody else changes, re-reads it with ${how}, flushes`,
    async run({ unit, others, stored, tables }) {
      const em = unit();
      const book = await em.findOneOrFail(tables.Book, 1);
      book.price = 10;
      await others(AGAIN);

      const failure = await failureOf(async () => {
        await read(em, tables);
        await em.flush();
      });

      const row = await stored('book', 1);
      must(isConflict(failure), `theirs is overwritten: 99 becomes ${row?.price}`);
    },
  };
}

function inside(how: string, read: Read): Finding {
  return {
    ids: ['M1', '§0.1b'],
    law: 'R1',
    title: `The same in a transaction, re-reading it with ${how}`,
    async run({ unit, others, stored, tables }) {
      const failure = await failureOf(() =>
        unit().transactional(async em => {
          const book = await em.findOneOrFail(tables.Book, 1);
          book.price = 10;
          await others(AGAIN);
          await read(em, tables);
        }),
      );

      const row = await stored('book', 1);
      must(isConflict(failure), `theirs is overwritten: 99 becomes ${row?.price}`);
    },
  };
}

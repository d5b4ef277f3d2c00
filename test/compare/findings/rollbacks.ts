import type { EntityManager } from '@mikro-orm/postgresql';
import { failureOf } from '../failures.ts';
import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';

/** T1: after any rollback memory is what it was before. */
export const rollbacks: readonly Finding[] = [
  {
    ids: ['M4', '§0.3'],
    law: 'T1',
    title: 'Edits and flushes an object in a transaction that fails, then edits it again and flushes',
    async run({ unit, stored, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 1);
      await abandoned(em, async inner => {
        ada.age = 99;
        await inner.flush();
      });

      must(
        ada.age === 0 && ada.version === 1,
        `memory says ${ada.age}, version ${ada.version}; the row 0, 1`,
      );
      ada.age = 43;
      await em.flush();
      must((await stored('author', 1))?.age === 43, 'the edit is not stored');
    },
  },
  {
    ids: ['M5', '§0.3'],
    law: 'T1',
    title: 'Edits and flushes an object between `em.begin` and `em.rollback`',
    async run({ unit, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 1);
      await em.begin();
      ada.age = 9;
      await em.flush();
      await em.rollback();

      must(
        ada.age === 0 && ada.version === 1,
        `memory says ${ada.age}, version ${ada.version}; the row 0, 1`,
      );
    },
  },
  {
    ids: ['M5', '§0.3'],
    law: 'T1',
    title: 'Edits and flushes an object in a nested transaction that fails',
    async run({ unit, tables: { Author } }) {
      await unit().transactional(async em => {
        const ada = await em.findOneOrFail(Author, 1);
        ada.age = 1;
        await em.flush();
        await abandoned(em, async inner => {
          ada.age = 50;
          await inner.flush();
        });

        must(
          ada.age === 1 && ada.version === 2,
          `memory says ${ada.age}, version ${ada.version}; the row 1, 2`,
        );
      });
    },
  },
  {
    ids: ['§1.5', '#6381'],
    law: 'T1',
    title: 'Edits an object, then fails in a nested transaction, and commits the outer one',
    async run({ unit, stored, tables: { Author } }) {
      await unit().transactional(async em => {
        const ada = await em.findOneOrFail(Author, 1);
        ada.age = 1;
        await abandoned(em, inner => inner.flush());
      });

      const row = await stored('author', 1);
      must(row?.age === 1, `the edit of the outer transaction is lost: the row says ${row?.age}`);
    },
  },
  {
    ids: ['M6', '#6667'],
    law: 'T1',
    title: 'Creates an object between `em.begin` and `em.rollback`, and flushes later',
    async run({ unit, stored, tables: { Counter } }) {
      const em = unit();
      await em.begin();
      em.create(Counter, { id: 100 });
      await em.rollback();
      await em.flush();

      must((await stored('counter', 100)) === undefined, 'the flush stores what was rolled back');
    },
  },
  {
    ids: ['§0.3'],
    law: 'T1',
    title: 'Creates and flushes an object in a transaction that fails, persists it again and flushes',
    async run({ unit, others, tables: { Tag } }) {
      const em = unit();
      let tag: object | undefined;
      await abandoned(em, async inner => {
        tag = inner.create(Tag, { label: 'new' });
        await inner.flush();
      });
      await em.persist(tag!).flush();

      const rows = await others(`select * from tag where label = 'new'`);
      must(rows.length === 1, 'the flush succeeds, and nothing is stored');
    },
  },
  {
    ids: ['M8', '§0.3', '§0.5'],
    law: 'T1',
    title: 'Removes an object in a transaction that fails, and finds it again',
    async run({ unit, tables: { Author, Book } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 2, { populate: ['books'] });
      const [book] = ada.books;
      await abandoned(em, inner => inner.remove(book!).flush());

      must((await em.findOne(Book, book!.id)) === book, 'a second object for the row');
      must(ada.books.contains(book!), "it is gone from its author's books");
    },
  },
  {
    ids: ['M7', '§1.5'],
    law: 'T1',
    title: 'Creates two objects, one a duplicate; when the flush fails, corrects it and flushes again',
    async run({ unit, others, tables: { Tag, Author } }) {
      const em = unit();
      em.create(Tag, { label: 'new' });
      const eve = em.create(Author, { email: 'a3@x', name: 'Eve' });
      await failureOf(() => em.flush());
      eve.email = 'eve@x';
      await em.flush();

      const rows = await others(
        `select label from tag where label = 'new' union all select email from author where email = 'eve@x'`,
      );
      must(rows.length === 2, `the flush succeeds, and ${rows.length} of 2 are stored`);
    },
  },
  {
    ids: ['M7', '§1.5'],
    law: 'T1',
    title: 'Creates a duplicate; when the flush fails, removes it, and flushes other work',
    async run({ unit, stored, tables: { Counter } }) {
      const em = unit();
      const duplicate = em.create(Counter, { id: 1 });
      await failureOf(() => em.flush());

      em.remove(duplicate);
      em.create(Counter, { id: 100 });
      const failure = await failureOf(() => em.flush());

      must(failure === undefined, 'every later flush fails again');
      must((await stored('counter', 1)) !== undefined, 'the row of somebody else is deleted');
      must((await stored('counter', 100)) !== undefined, 'the other work is not stored');
    },
  },
  {
    ids: ['§0.3', '§0.6', '§1.5'],
    law: 'T1',
    title: 'Edits an object in a transaction whose COMMIT fails',
    async run({ unit, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 4);
      await failureOf(() =>
        em.transactional(async inner => {
          ada.age = 1234;
          await inner.execute(DEFERRED);
        }),
      );

      must(
        ada.age === 0 && ada.version === 1,
        `memory says ${ada.age}, version ${ada.version}; the row 0, 1`,
      );
    },
  },
];

/** Makes the COMMIT of the transaction fail with 23505. */
export const DEFERRED = `
create table deferred (id int unique deferrable initially deferred);
insert into deferred values (1), (1)`;

/** A transaction that does `work` and then fails. */
export async function abandoned(em: EntityManager, work: (inner: EntityManager) => Promise<unknown>) {
  const reason = new Error('abandoned');
  const failure = await failureOf(() =>
    em.transactional(async inner => {
      await work(inner);
      throw reason;
    }),
  );
  if (failure !== reason) throw failure;
}

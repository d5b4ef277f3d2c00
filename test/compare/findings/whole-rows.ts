import { LockMode } from '@mikro-orm/postgresql';
import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';

/** R2: after a read, an object that is not edited equals one version of its row. */
export const wholeRows: readonly Finding[] = [
  {
    ids: ['§0.4', '§1.2'],
    law: 'R2',
    title: 'Re-reads a row in which somebody else has set a column to NULL',
    async run({ unit, others, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 2);
      await others(`update author set bio = null, name = 'theirs', version = version + 1 where id = 2`);
      await em.find(Author, { email: 'a2@x' });

      must(ada.bio === null, `version ${ada.version} has bio ${ada.bio}, which the row has not`);
    },
  },
  {
    ids: ['§0.4', '§1.2'],
    law: 'R2',
    title: 'Re-reads a row in which somebody else has set a relation to NULL',
    async run({ unit, others, tables: { Book } }) {
      const em = unit();
      const book = await em.findOneOrFail(Book, 1);
      await others('update book set author_id = null, version = version + 1 where id = 1');
      await em.find(Book, { title: 'b1.1' });

      must(
        book.author === null,
        `version ${book.version} has author ${book.author?.id}, which the row has not`,
      );
    },
  },
  {
    ids: ['§1.2'],
    law: 'R2',
    title: 'Re-reads some fields of a row that somebody else has changed',
    async run({ unit, others, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 2);
      await others(`update author set name = 'theirs', age = 99, version = version + 1 where id = 2`);
      await em.find(Author, { email: 'a2@x' }, { fields: ['name'] });

      const said = `${ada.name}, ${ada.age}, version ${ada.version}`;
      must(said === 'theirs, 99, version 2' || said === 'A2, 0, version 1', `a row that never was: ${said}`);
    },
  },
  {
    ids: ['M10', '§1.4'],
    law: 'R2',
    title: 'Locks a loaded row with `em.lock` after somebody else has changed it',
    async run({ unit, others, tables: { Counter } }) {
      const em = unit();
      const counter = await em.findOneOrFail(Counter, 1);
      await others('update counter set n = 42 where id = 1');

      await em.transactional(async inner => {
        await inner.lock(counter, LockMode.PESSIMISTIC_WRITE);
        must(counter.n === 42, `the locked object says ${counter.n}, the row 42`);
      });
    },
  },
  {
    ids: ['§1.2'],
    law: 'R2',
    title: 'Learns from `findOne({ refresh: true })` that a row is gone, and finds it by key',
    async run({ unit, others, tables: { Counter } }) {
      const em = unit();
      await em.findOneOrFail(Counter, 5);
      await others('delete from counter where id = 5');
      const refreshed = await em.findOne(Counter, 5, { refresh: true });

      const found = await em.findOne(Counter, 5);

      must(refreshed === null && found === null, 'the next find returns the row that is gone');
    },
  },
];

import { FlushMode } from '@mikro-orm/postgresql';
import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';

/** I4: a lookup by a unique key sees what this unit has loaded, changed or not yet flushed. */
export const uniqueLookups: readonly Finding[] = [
  {
    ids: ['§1.1'],
    law: 'I4',
    title: 'Looks for an object by the unique key that it was just given',
    async run({ unit, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 1);
      ada.email = 'new@x';

      must((await em.findOne(Author, { email: 'new@x' })) === ada, 'nobody is found');
    },
  },
  {
    ids: ['§1.1'],
    law: 'I4',
    title: 'Looks for an object by the unique key that it no longer has',
    async run({ unit, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 1);
      ada.email = 'new@x';

      const found = await em.findOne(Author, { email: 'a1@x' });

      must(found === null, `asked for a1@x, got an object that says ${found?.email}`);
    },
  },
  {
    ids: ['§1.1'],
    law: 'I4',
    title: 'With `FlushMode.COMMIT`, looks by unique key for an object that is created and not flushed',
    async run({ unit, tables: { Author } }) {
      const em = unit();
      em.setFlushMode(FlushMode.COMMIT);
      const eve = em.create(Author, { email: 'new@x', name: 'Eve' });

      must((await em.findOne(Author, { email: 'new@x' })) === eve, 'nobody is found');
    },
  },
];

import { raw } from '@mikro-orm/postgresql';
import { failureOf } from '../failures.ts';
import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';
import { abandoned } from './rollbacks.ts';

/** G3: an atomic change is computed by the database, and its result is in the object. G4: what is done twice happens once. */
export const expressions: readonly Finding[] = [
  {
    ids: ['M12', '§0.2', '§1.2'],
    law: 'G3',
    title: 'Assigns `raw(…)` to a field of a versioned row, and flushes',
    async run({ unit, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 6);
      ada.age = raw('age + 1');
      await em.flush();

      must(typeof ada.age === 'number', 'the field holds a piece of SQL');
      must(ada.age === 1, `memory says ${ada.age}, the row 1`);
    },
  },
  {
    ids: ['M12', '§0.2', '§1.2'],
    law: 'G3',
    title: 'Assigns `raw(…)` to a field of a versioned row and flushes, twice',
    async run({ unit, stored, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 6);
      for (const expression of [raw<number>('age + 1'), raw<number>('age + 1')]) {
        ada.age = expression;
        await em.flush();
      }

      const row = await stored('author', 6);
      must(row?.age === 2, `the second flush sends nothing: the row says ${row?.age}`);
    },
  },
  {
    ids: ['§1.2'],
    law: 'G3',
    title: 'Serializes an object after `raw(…)` was assigned and flushed',
    async run({ unit, tables: { Author } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 6);
      ada.age = raw('age + 1');
      await em.flush();

      must((await failureOf(() => JSON.stringify(ada))) === undefined, '`JSON.stringify` fails');
    },
  },
  {
    ids: ['M16'],
    law: 'G4',
    title: 'Listens to `afterCreate`, and creates an object in a nested transaction that fails',
    async run({ orm, tables: { Tag } }) {
      const heard: unknown[] = [];
      const em = orm.em.fork({ freshEventManager: true });
      em.getEventManager().registerSubscriber({ afterCreate: ({ entity }) => void heard.push(entity) });

      await em.transactional(outer =>
        abandoned(outer, async inner => {
          inner.create(Tag, { label: 'new' });
          await inner.flush();
        }),
      );

      must(heard.length === 0, 'it hears of a row that was never stored');
    },
  },
];

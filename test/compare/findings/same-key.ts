import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';

const LOWER = 'aaaaaaaa-0000-4000-8000-00000000abcd';
const UPPER = LOWER.toUpperCase();

/** I2: two keys are the same key when PostgreSQL says so. I3: a key that changes or comes back keeps its object. */
export const sameKey: readonly Finding[] = [
  {
    ids: ['§0.5', '§1.1'],
    law: 'I2',
    title: 'References a loaded row by its uuid in upper case',
    async run({ unit, tables: { Member } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Member, LOWER);

      must(em.getReference(Member, UPPER) === ada, 'a second object for the row');
    },
  },
  {
    ids: ['§0.5', '§1.1'],
    law: 'I2',
    title: 'Loads a row that is referenced by its uuid in upper case',
    async run({ unit, tables: { Member } }) {
      const em = unit();
      const reference = em.getReference(Member, UPPER);

      const ada = await em.findOneOrFail(Member, { name: 'ada' });

      must(ada === reference, 'a second object for the row');
    },
  },
  {
    ids: ['§0.5', '§1.1'],
    law: 'I2',
    title: 'Loads a row that a new object references by its uuid in upper case',
    async run({ unit, tables: { Member } }) {
      const em = unit();
      const id = 'cccccccc-0000-4000-8000-00000000abcd';
      const cem = em.create(Member, { id, name: 'cem', sponsor: UPPER });
      await em.flush();

      const ada = await em.findOneOrFail(Member, { name: 'ada' });

      must(cem.sponsor === ada, 'the relation holds a second object for the row');
    },
  },
  {
    ids: ['§0.5', '§1.1'],
    law: 'I3',
    title: 'Changes a primary key, flushes, and finds the row by its new key',
    async run({ unit, stored, tables: { Counter } }) {
      const em = unit();
      const counter = await em.findOneOrFail(Counter, 3);
      counter.id = 33;
      await em.flush();

      must((await stored('counter', 33)) !== undefined, 'the new key is not stored');
      must((await em.findOne(Counter, 33)) === counter, 'a second object for the row');
    },
  },
  {
    ids: ['M13'],
    law: 'I3',
    title: 'Removes a row and creates one with its key, in one flush',
    async run({ unit, stored, tables: { Tag } }) {
      const em = unit();
      em.remove(await em.findOneOrFail(Tag, 1));
      const tag = em.create(Tag, { id: 1, label: 'again', uses: 7 });
      await em.flush();

      const row = await stored('tag', 1);
      must(row?.label === 'again', `memory says ${tag.label}, the row ${row?.label}; no statement is sent`);
      must((await em.findOne(Tag, 1)) === tag, 'a second object for the row');
    },
  },
];

import { type EntityManager, MikroORM as PlainOrm } from '@mikro-orm/postgresql';
import { defineEntity, MikroORM, p } from '../src/index.ts';
import { cloneDatabase, startPostgres } from '../src/testing/index.ts';
import { sideBySide } from './side-by-side.ts';

// What does changing the one import cost? Plain MikroORM and Selfsame do the same work in alternating rounds, each with
// entities of its own, because an ORM writes on the prototypes of its entities.
const defineTally = () =>
  defineEntity({
    name: 'Tally',
    properties: {
      id: p.integer().primary(),
      name: p.string().unique(),
      likes: p.integer(),
      version: p.integer().version(),
    },
  });

await using server = await startPostgres();
await using database = await cloneDatabase({ url: server.url, name: 'template1' });
const [PlainTally, OwnTally] = [defineTally(), defineTally()];
await using plain = await PlainOrm.init({ clientUrl: database.url, entities: [PlainTally] });
await using selfsame = await MikroORM.init({ clientUrl: database.url, entities: [OwnTally] });
await selfsame.schema.create();
await selfsame.em
  .fork()
  .execute(`insert into tally (id, name, likes) select n, 'tally ' || n, 0 from generate_series(1, 10000) n`);

type Tally = typeof PlainTally;
type Job = (em: EntityManager, type: Tally) => Promise<unknown>;

/** Prepares a unit, and returns what is measured in it. */
const work: Readonly<Record<string, (em: EntityManager, type: Tally) => Promise<() => Promise<unknown>>>> = {
  'find by primary key': once((em, type) => em.findOneOrFail(type, 500)),
  'find 1,000 times what is loaded': async (em, type) => {
    await em.findOneOrFail(type, 500);
    return async () => {
      for (let time = 0; time < 1000; time++) await em.findOneOrFail(type, 500);
    };
  },
  'load 1,000 rows': once((em, type) => em.find(type, {}, { limit: 1000 })),
  'load 1,000 rows again': async (em, type) => {
    await em.find(type, {}, { limit: 1000 });
    return () => em.find(type, {}, { limit: 1000 });
  },
  'load, change, flush one row': once(async (em, type) => {
    (await em.findOneOrFail(type, 500)).likes++;
    await em.flush();
  }),
  'change and flush 300 rows': async (em, type) => {
    const loaded = await em.find(type, {}, { limit: 300 });
    return () => {
      for (const tally of loaded) tally.likes++;
      return em.flush();
    };
  },
  'flush one change among 10,000 rows': async (em, type) => {
    const [first] = await em.find(type, {});
    return () => {
      if (first) first.likes++;
      return em.flush();
    };
  },
  'a transaction over 10,000 rows that changes nothing': async (em, type) => {
    await em.find(type, {});
    return () => em.transactional(async () => undefined);
  },
};

function once(job: Job): (typeof work)[string] {
  return async (em, type) => () => job(em, type);
}

for (const [name, prepare] of Object.entries(work)) {
  const ratio = await sideBySide(
    () => prepare(plain.em.fork(), PlainTally),
    () => prepare(selfsame.em.fork(), OwnTally),
  );
  console.log(`${name.padEnd(52)} Selfsame takes ${ratio.toFixed(2)} of MikroORM's time`);
}

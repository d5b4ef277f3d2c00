import { MikroORM as PlainOrm } from '@mikro-orm/postgresql';
import { defineEntity, MikroORM, p } from '../src/index.ts';
import { cloneDatabase, startPostgres } from '../src/testing/index.ts';
import { sideBySide } from './side-by-side.ts';

// What does changing the one import cost? Plain MikroORM and Selfsame do the same work in alternating rounds.
const Tally = defineEntity({
  name: 'Tally',
  properties: { id: p.integer().primary(), likes: p.integer(), version: p.integer().version() },
});

await using server = await startPostgres();
await using database = await cloneDatabase({ url: server.url, name: 'template1' });
const options = { clientUrl: database.url, entities: [Tally] };
await using plain = await PlainOrm.init(options);
await using selfsame = await MikroORM.init(options);
await selfsame.schema.create();
await selfsame.em.fork().insertMany(
  Tally,
  Array.from({ length: 1000 }, (_, index) => ({ id: index + 1, likes: 0 })),
);

const work = {
  'find by primary key': (orm: PlainOrm) => orm.em.fork().findOneOrFail(Tally, 500),
  'load 1,000 rows': (orm: PlainOrm) => orm.em.fork().findAll(Tally),
  'load, change, flush one row': async (orm: PlainOrm) => {
    const em = orm.em.fork();
    (await em.findOneOrFail(Tally, 500)).likes++;
    await em.flush();
  },
};

for (const [name, job] of Object.entries(work)) {
  const ratio = await sideBySide(
    () => job(plain),
    () => job(selfsame),
  );
  console.log(`${name.padEnd(30)} Selfsame takes ${ratio.toFixed(2)} of MikroORM's time`);
}

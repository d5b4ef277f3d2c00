import { defineEntity, type EntityManager, MikroORM, p } from 'selfsame';
import { defineRace } from 'selfsame/testing';

const Tally = defineEntity({
  name: 'Tally',
  properties: { id: p.integer().primary(), likes: p.integer() },
});

/** Reads, adds one and writes back: the increment that gets lost. */
async function like(em: EntityManager): Promise<void> {
  const tally = await em.findOneOrFail(Tally, 1);
  tally.likes++;
  await em.flush();
}

/** A race that fails, for the tests of the command line. */
export default defineRace({
  orm: async clientUrl => {
    const orm = await MikroORM.init({ clientUrl, entities: [Tally] });
    await orm.schema.create();
    return orm;
  },
  seed: em => em.insert(Tally, { id: 1, likes: 0 }),
  operations: { ada: like, bob: like },
  invariant: async ({ em }) => {
    const { likes } = await em.findOneOrFail(Tally, 1);
    if (likes !== 2) throw new Error(`two liked it, and ${likes} is stored`);
  },
});

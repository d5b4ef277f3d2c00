import { describe, expect, test } from 'vitest';
import { decrement, type EntityManager, increment } from '../../src/index.ts';
import { race, type RaceOptions } from '../../src/testing/index.ts';
import { Counter, counterDatabase } from './counters.ts';

const db = counterDatabase();

type Rivals = Omit<RaceOptions<EntityManager>, 'isolation'>;

const seed = (em: EntityManager) => {
  const counter = new Counter('clicks');
  counter.hits = 3;
  em.persist(counter);
};
const load = (em: EntityManager) => em.findOneOrFail(Counter, { name: 'clicks' });
const inTransaction = (operation: (em: EntityManager) => Promise<unknown>) => (em: EntityManager) =>
  em.transactional(async em => operation(em));

const cases = [
  { isolation: 'read committed', allow: [] },
  // There a transaction must not see what others have committed since it began.
  { isolation: 'repeatable read', allow: ['40001'] },
  { isolation: 'serializable', allow: ['40001'] },
] as const;

const like = inTransaction(async em => {
  const counter = await load(em);
  await em.updateRow(counter, { hits: increment() });
  return counter.hits;
});
const readAndWriteBack = inTransaction(async em => {
  const { id, hits } = await load(em);
  await em.nativeUpdate(Counter, id, { hits: hits + 1 });
  return hits + 1;
});

/** Each that succeeded has added one, and was told another number. */
function added(likes: (em: EntityManager) => Promise<unknown>): Rivals {
  return {
    seed,
    operations: { ada: likes, bob: likes },
    invariant: async ({ em, results }) => {
      const told = Object.values(results).filter(result => result !== undefined);
      expect(told.length).toBeGreaterThan(0);
      expect(new Set(told).size).toBe(told.length);
      expect(await load(em)).toMatchObject({ hits: 3 + told.length, version: 1 + told.length });
    },
  };
}

const sell = inTransaction(async em =>
  em.updateRow(await load(em), { hits: decrement(2) }, { onlyIf: { hits: { $gte: 2 } } }),
);
const readAndSell = inTransaction(async em => {
  const counter = await load(em);
  if (counter.hits < 2) return false;
  return em.updateRow(counter, { hits: decrement(2) });
});

/** Of two who want two of three, one gets them. */
function sold(sells: (em: EntityManager) => Promise<unknown>): Rivals {
  return {
    seed,
    operations: { ada: sells, bob: sells },
    invariant: async ({ em, results }) => {
      expect(Object.values(results).filter(Boolean)).toHaveLength(1);
      expect((await load(em)).hits).toBe(1);
    },
  };
}

describe.each(cases)('at $isolation', options => {
  test('no increment is lost', async () => {
    expect(await race(db.orm, { ...added(like), ...options })).toBeProved();
  });

  test('onlyIf lets nobody take what is not there', async () => {
    expect(await race(db.orm, { ...sold(sell), ...options })).toBeProved();
  });
});

describe('at read committed, without the guarantee', () => {
  test('an increment that is read and written back is lost', async () => {
    const report = await race(db.orm, added(readAndWriteBack));

    expect(report.verdict).toBe('fails');
  });

  test('a condition that is read first lets both take', async () => {
    const report = await race(db.orm, sold(readAndSell));

    expect(report.verdict).toBe('fails');
  });
});

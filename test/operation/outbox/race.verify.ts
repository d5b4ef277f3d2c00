import { describe, expect, test } from 'vitest';
import { deliverEvents, type EntityManager, OutboxEvent } from '../../../src/index.ts';
import { race } from '../../../src/testing/index.ts';
import '../../../src/testing/vitest/index.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const levels = ['read committed', 'repeatable read', 'serializable'] as const;

const publisher =
  (...types: readonly string[]) =>
  (em: EntityManager) =>
    em.atomic(async em => {
      for (const type of types) em.publish({ type, payload: null });
      await em.flush();
    });

/** Delivers what is due and returns it, in the order of the deliveries. */
async function relay(em: EntityManager): Promise<string[]> {
  const got: string[] = [];
  await deliverEvents(em, ({ type }) => void got.push(type));
  return got;
}

/** All that relays have delivered, and what a last one delivers when all is over. */
async function deliveredAtLast(
  em: EntityManager,
  results: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const left = await relay(em);
  return [...Object.values(results).flatMap(got => (Array.isArray(got) ? got.map(String) : [])), ...left];
}

describe.each(levels)('at %s', isolation => {
  test('two relays and a publisher lose no event and deliver none twice', async () => {
    const report = await race(db.orm, {
      seed: publisher('a'),
      operations: { publisher: publisher('b'), one: relay, other: relay },
      isolation,
      invariant: async ({ em, results }) => {
        expect((await deliveredAtLast(em, results)).toSorted()).toEqual(['a', 'b']);
        expect(await em.count(OutboxEvent)).toBe(0);
      },
    });

    expect(report).toBeProved();
  });

  test('an event that commits late, with a smaller id, is not skipped', async () => {
    const report = await race(db.orm, {
      operations: {
        ada: publisher('a'),
        bob: publisher('b'),
        reader: async (em: EntityManager) => [...(await relay(em)), ...(await relay(em))],
      },
      isolation,
      invariant: async ({ em, results }) => {
        expect((await deliveredAtLast(em, results)).toSorted()).toEqual(['a', 'b']);
      },
    });

    expect(report).toBeProved();
  });
});

test('an event that one relay fails to deliver is delivered once by the other, or later', async () => {
  const failing = async (em: EntityManager) => {
    const refuse = () => Promise.reject(new Error('refused'));
    await deliverEvents(em, refuse, { backoff: () => 0, attempts: 2 });
  };
  const report = await race(db.orm, {
    seed: publisher('a'),
    operations: { failing, one: relay },
    invariant: async ({ em, results }) => {
      const got = await deliveredAtLast(em, results);
      const dead = await em.count(OutboxEvent, { availableAt: null, attempts: 2 });
      expect(got.length + dead).toBe(1);
    },
  });

  expect(report).toBeProved();
});

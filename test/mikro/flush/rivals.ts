import { expect } from 'vitest';
import { type EntityManager } from '../../../src/index.ts';
import { type Isolation, type RaceOptions } from '../../../src/testing/index.ts';
import { Item } from './items.ts';

type Rivals = RaceOptions<EntityManager> & { readonly isolation: readonly Isolation[] };

const isolation = ['read committed', 'repeatable read', 'serializable'] as const;
// What a transaction that must see no newer row fails with instead of a conflict.
const allow = ['ConflictError', '40001'];

const items = (em: EntityManager) => em.find(Item, {}, { orderBy: { id: 'asc' } });

const addToAll = async (em: EntityManager) => {
  for (const item of await items(em)) item.count += 1;
  await em.flush();
};

const removeAll = async (em: EntityManager) => {
  em.remove(await items(em));
  await em.flush();
};

function seedOf(number: number): Rivals['seed'] {
  return em => em.persist([...'abc'].slice(0, number).map(name => new Item(name)));
}

/** Two flushes of the same rows. What is stored is what those that succeeded did, one after the other. */
export function flushAgainstFlush(number: number): Rivals {
  return {
    seed: seedOf(number),
    operations: { ada: addToAll, bob: addToAll },
    isolation,
    allow,
    invariant: async ({ em, endings }) => {
      const succeeded = Object.values(endings).filter(({ status }) => status === 'fulfilled').length;
      expect(succeeded).toBeGreaterThan(0);
      const stored = (await items(em)).map(({ count, version }) => [count, version]);
      expect(stored).toEqual(Array(number).fill([succeeded, 1 + succeeded]));
    },
  };
}

/** A flush that writes rows and one that deletes them. All are deleted, or all written. */
export function flushAgainstDeletion(number: number): Rivals {
  return {
    seed: seedOf(number),
    operations: { ada: addToAll, bob: removeAll },
    isolation,
    allow,
    invariant: async ({ em, endings }) => {
      const left = await em.find(Item, {});
      expect(left).toHaveLength(endings['bob']?.status === 'fulfilled' ? 0 : number);
      expect(Object.values(endings).map(({ status }) => status)).toContain('fulfilled');
    },
  };
}

import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { type Level } from '../state/level.ts';
import { layerOf } from './layer-of.ts';

/**
 * What a transaction has loaded is as true when it was rolled back as it was before: it stays the one object of its row. What
 * it has stored was never stored; those objects leave the unit.
 */
export function keepLoads(level: Level, em: EntityManager): void {
  for (const [type, own] of level.layer.own()) {
    const store = layerOf(em).store(type);
    for (const [key, object] of own.own()) {
      const wrapped = helper(object);
      if (!wrapped.__managed || !wrapped.__originalEntityData || store.has(key)) continue;
      if (level.stored.has(object)) {
        level.state.departed.set(object, undefined);
        wrapped.__managed = false;
        continue;
      }
      store.set(key, object);
      wrapped.__em = em;
    }
  }
}

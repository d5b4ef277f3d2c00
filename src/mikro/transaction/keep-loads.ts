import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { baseHash } from '../identity/base-hash.ts';
import { heldWeakly } from '../reads/weakly-held.ts';
import { type Level } from '../state/level.ts';
import { stateOfObject } from '../state/unit-state.ts';
import { layerOf } from './layer-of.ts';

/**
 * What a transaction has loaded is as true when it was rolled back as it was before: it stays the one object of its row. What
 * it has stored was never stored; those objects leave the unit, and so does one whose row has its earlier object again.
 */
export function keepLoads(level: Level, em: EntityManager): void {
  for (const [, own] of level.layer.own())
    for (const [key, object] of own.own())
      // The key of what was restored may have been another one meanwhile.
      keep(level, em, object, level.images.has(object) ? baseHash(em, object) : key);
  // What was loaded and then removed is in no map.
  for (const object of level.images.keys())
    if (level.hasMade(object)) keep(level, em, object, baseHash(em, object));
}

function keep(level: Level, em: EntityManager, object: object, key: string): void {
  if (!isMember(level, object)) return;
  const wrapped = helper(object);
  const store = layerOf(em).store(wrapped.__meta.root.class);
  const own = store.get(key) ?? heldWeakly(em, wrapped.__meta, key);
  if (own === object) return;
  if (own || level.stored.has(object)) {
    level.state.departed.set(object, undefined);
    wrapped.__managed = false;
    return;
  }
  store.set(key, object);
  wrapped.__em = em;
}

function isMember({ state }: Level, object: object): boolean {
  const { __managed: managed, __originalEntityData: base } = helper(object);
  return managed && base !== undefined && stateOfObject(object) === state && !state.departed.has(object);
}

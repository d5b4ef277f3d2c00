import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { baseHash } from '../identity/base-hash.ts';
import { relatedObjects } from '../identity/related-objects.ts';
import { heldWeakly } from '../reads/weakly-held.ts';
import { type Level } from '../state/level.ts';
import { stateOfObject } from '../state/unit-state.ts';
import { layerOf } from './layer-of.ts';

/**
 * What a transaction has loaded is as true when it was rolled back as it was before: it stays the one object of its row. What
 * it has stored was never stored; those objects leave the unit, and so does one whose row has its earlier object again, and
 * what leads to them.
 */
export function keepLoads(level: Level, em: EntityManager): void {
  const loaded = loadedIn(level, em);
  const left = new Set<object>();
  for (const [object, key] of loaded)
    if (level.stored.has(object) || (ownOf(em, object, key) ?? object) !== object) left.add(object);
  spread(loaded.keys(), left);
  for (const [object, key] of loaded) {
    if (left.has(object)) depart(level, object);
    else if (!ownOf(em, object, key)) keep(em, object, key);
  }
}

/** The objects that the transaction has made or moved into its map, and their keys. */
function loadedIn(level: Level, em: EntityManager): ReadonlyMap<object, string> {
  const loaded = new Map<object, string>();
  for (const [, own] of level.layer.own())
    for (const [key, object] of own.own())
      // The key of what was restored may have been another one meanwhile.
      if (isMember(level, object)) loaded.set(object, level.images.has(object) ? baseHash(em, object) : key);
  // What was loaded and then removed is in no map.
  for (const object of level.images.keys())
    if (level.hasMade(object) && isMember(level, object)) loaded.set(object, baseHash(em, object));
  level.state.streamed.drain(object => {
    if (level.hasMade(object) && isMember(level, object)) loaded.set(object, baseHash(em, object));
    return false;
  });
  return loaded;
}

/** Adds to `left` those of `objects` that lead to it. */
function spread(objects: Iterable<object>, left: Set<object>): void {
  if (left.size === 0) return;
  const staying = [...objects].filter(object => !left.has(object));
  const leading = staying.filter(object => targetsOf(object).some(target => left.has(target)));
  if (leading.length === 0) return;
  for (const object of leading) left.add(object);
  spread(staying, left);
}

function targetsOf(object: object): readonly object[] {
  const { __meta: meta, __data: data } = helper(object);
  return meta.relations.flatMap(({ name }) => relatedObjects(data[name]));
}

function ownOf(em: EntityManager, object: object, key: string): object | undefined {
  const { __meta: meta } = helper(object);
  return layerOf(em).store(meta.root.class).get(key) ?? heldWeakly(em, meta, key);
}

function keep(em: EntityManager, object: object, key: string): void {
  const wrapped = helper(object);
  layerOf(em).store(wrapped.__meta.root.class).set(key, object);
  wrapped.__em = em;
}

function depart({ state }: Level, object: object): void {
  state.departed.set(object, undefined);
  helper(object).__managed = false;
}

function isMember({ state }: Level, object: object): boolean {
  const { __managed: managed, __originalEntityData: base } = helper(object);
  return managed && base !== undefined && stateOfObject(object) === state && !state.departed.has(object);
}

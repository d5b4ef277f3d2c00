import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { type MapLayer } from '../parts/map-layer.ts';
import { stateOf } from '../state/unit-state.ts';
import { layerOf } from '../transaction/layer-of.ts';
import { baseHash, inSchema } from './base-hash.ts';
import { isInMapOf } from './member-of.ts';
import { textOfObject } from './unique-key-text.ts';
import { type UniqueKey } from './unique-keys.ts';

/** The objects of one unit by one unique key. */
class KeyIndex {
  readonly #hashes = new Map<object, string>();
  readonly #objects = new Map<string, Set<object>>();

  get(hash: string): ReadonlySet<object> {
    return this.#objects.get(hash) ?? new Set();
  }

  put(object: object, hash: string | undefined): void {
    const before = this.#hashes.get(object);
    if (before === hash) return;
    if (before !== undefined) this.#remove(object, before);
    if (hash === undefined) return;
    this.#hashes.set(object, hash);
    this.#objects.set(hash, (this.#objects.get(hash) ?? new Set()).add(object));
  }

  #remove(object: object, hash: string): void {
    this.#hashes.delete(object);
    const objects = this.#objects.get(hash);
    objects?.delete(object);
    if (objects?.size === 0) this.#objects.delete(hash);
  }
}

/** The keys by which somebody has looked in one unit, and the objects that may have changed since. */
class UnitIndex {
  readonly changed = new Set<object>();
  readonly keys = new Map<UniqueKey, KeyIndex>();
}

/** By the bottom layer of the unit's identity map: a transaction uses the index of its unit. */
const indexes = new WeakMap<MapLayer, UnitIndex>();

/** Notes that `object` came, went or changed. Free until somebody looks by a unique key or follows the unit. */
export function noteIndexed(em: EntityManager, object: object): void {
  indexes.get(layerOf(em).root)?.changed.add(object);
  stateOf(em).tellFollowers(object);
}

/** Starts anew, when the unit does. */
export function forgetIndex(em: EntityManager): void {
  indexes.delete(layerOf(em));
}

/** The objects in the map of `em` that have the key in memory. */
export function objectsByKey(em: EntityManager, key: UniqueKey, hash: string): object[] {
  const index = indexOf(em, key);
  // What nobody was told of is found out here, as what the database computes when an object is stored.
  return [...index.get(hash), ...streamed(em, key)].filter(
    object => isInMapOf(em, object) && hashInMemory(em, key, object) === hash,
  );
}

/** What streams have made is in no index, which would keep it. */
function streamed(em: EntityManager, { root }: UniqueKey): object[] {
  const objects: object[] = [];
  stateOf(em).streamed.drain(object => {
    const { __managed: managed, __meta: meta } = helper(object);
    if (managed && meta.root === root) objects.push(object);
    return false;
  });
  return objects;
}

/** The key that `object` has in memory, and the schema of its row. */
export function hashInMemory(em: EntityManager, key: UniqueKey, object: object): string | undefined {
  const text = textOfObject(em, key, object);
  return text === undefined ? undefined : inSchema(em, object, text);
}

function indexOf(em: EntityManager, key: UniqueKey): KeyIndex {
  const unit = indexes.get(layerOf(em).root) ?? startIndex(em);
  for (const object of unit.changed) for (const [known, index] of unit.keys) update(em, known, index, object);
  unit.changed.clear();
  return unit.keys.get(key) ?? build(em, unit, key);
}

function startIndex(em: EntityManager): UnitIndex {
  const unit = new UnitIndex();
  indexes.set(layerOf(em).root, unit);
  stateOf(em).watchers.add(new WeakRef(unit.changed));
  return unit;
}

function build(em: EntityManager, unit: UnitIndex, key: UniqueKey): KeyIndex {
  const index = new KeyIndex();
  unit.keys.set(key, index);
  for (const layer of layersOf(em))
    for (const object of layer.store(key.root.class).values()) update(em, key, index, object);
  return index;
}

/** The layer of `em`, and those of the transactions that are open on its unit. */
function layersOf(em: EntityManager): readonly MapLayer[] {
  return [layerOf(em), ...[...stateOf(em).levels].map(({ layer }) => layer)];
}

function update(em: EntityManager, key: UniqueKey, index: KeyIndex, object: object): void {
  if (helper(object).__meta.root !== key.root) return;
  index.put(object, isHeld(em, object) ? hashInMemory(em, key, object) : undefined);
}

function isHeld(em: EntityManager, object: object): boolean {
  if (isInMapOf(em, object)) return true;
  const hash = baseHash(em, object);
  return layersOf(em).some(layer => layer.store(helper(object).__meta.root.class).get(hash) === object);
}

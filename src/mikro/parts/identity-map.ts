import { type AnyEntity, type EntityManager, helper } from '@mikro-orm/postgresql';
import { baseHash } from '../identity/base-hash.ts';
import { isNewObject } from '../identity/is-new-object.ts';
import { moveToUnit } from '../identity/member-of.ts';
import { isScheduledForRemoval } from '../identity/scheduled-for-removal.ts';
import { noteIndexed } from '../identity/unique-key-index.ts';
import { heldWeakly, holdWeakly, promoteWeaklyHeld } from '../reads/weakly-held.ts';
import { levelOf } from '../state/level.ts';
import { suspectsOf } from '../state/suspects-of.ts';
import { stateOf, stateOfObject } from '../state/unit-state.ts';
import { IdentityMapBase, type Meta } from './internals.ts';
import { MapLayer } from './map-layer.ts';

/**
 * MikroORM's identity map under keys that are equal when PostgreSQL says so, in layers: what a transaction loads and stores is
 * on top of what its unit has. While a flush looks for edits it shows only the objects that may have some.
 */
export class IdentityMap extends IdentityMapBase {
  declare em: EntityManager;
  declare suspectsOnly: boolean | undefined;
  declare private top: MapLayer | undefined;
  declare private alternates: WeakMap<object, Set<string>> | undefined;

  get layer(): MapLayer {
    return (this.top ??= new MapLayer());
  }

  set layer(layer: MapLayer) {
    this.top = layer;
  }

  override getStore({ class: type }: Meta): Map<string, object> {
    return this.layer.store(type);
  }

  override *[Symbol.iterator](): IterableIterator<AnyEntity> {
    promoteWeaklyHeld(this.em, Boolean(this.suspectsOnly), object => this.promote(object));
    if (this.suspectsOnly) yield* suspectsOf(this.em).filter(object => this.getByEntity(object) === object);
    else for (const type of this.layer.classes()) yield* this.layer.store(type).values();
  }

  override values(): object[] {
    return [...this.layer.classes()].flatMap(type => [...this.layer.store(type).values()]);
  }

  override keys(): string[] {
    return [...this.layer.classes()].flatMap(type =>
      [...this.layer.store(type).keys()].map(hash => `${(type as { name: string }).name}-${hash}`),
    );
  }

  override get(key: string): object | undefined {
    const [name, hash = ''] = key.split('-', 2);
    const type: unknown = [...this.layer.classes()].find(
      candidate => (candidate as { name: string }).name === name,
    );
    return type === undefined ? undefined : this.layer.store(type).get(hash);
  }

  override clear(): void {
    this.layer.clear();
  }

  override getByHash(meta: Meta, hash: string): object | undefined {
    return super.getByHash(meta, hash) ?? heldWeakly(this.em, meta, hash);
  }

  override getPkHash(object: object): string {
    return baseHash(this.em, object);
  }

  /** A detached object waits outside for the flush that refuses it, and a new one for the loaded one that has its key. */
  override store(object: object): void {
    const { root } = helper(object).__meta;
    const hash = this.getPkHash(object);
    const own = this.getByHash(root, hash);
    if (stateOfObject(object)?.departed.has(object)) return;
    if (
      own &&
      own !== object &&
      isNewObject(object) &&
      !isScheduledForRemoval(this.em.getUnitOfWork(false), own)
    )
      return;

    if (holdWeakly(this.em, object, hash)) return;
    this.getStore(root).set(hash, object);
    adopt(this.em, object);
    noteIndexed(this.em, object);
  }

  /** What a stream has made is, from when it is edited, where it would be if a query had made it. */
  private promote(object: object): void {
    const layer = layerOfOrigin(this.em, this.layer, object);
    if (layer === this.layer) {
      helper(object).__em = this.em;
      return this.store(object);
    }
    layer.store(helper(object).__meta.root.class).set(this.getPkHash(object), object);
    noteIndexed(this.em, object);
  }

  override storeByKey(object: object, key: string, value: string, schema?: string): void {
    const hash = this.getKeyHash(key, value, schema);
    this.getStore(helper(object).__meta.root).set(hash, object);
    this.alternates ??= new WeakMap();
    this.alternates.set(object, (this.alternates.get(object) ?? new Set()).add(hash));
  }

  /** An object whose key another one has taken takes nothing away when it leaves. */
  override delete(object: object): void {
    if (this.getByEntity(object) === object) super.delete(object);
    const store = this.getStore(helper(object).__meta.root);
    for (const hash of this.alternates?.get(object) ?? []) if (store.get(hash) === object) store.delete(hash);
    noteIndexed(this.em, object);
  }

  /** The unit's object for the row of `object`; none for another unit's, which MikroORM would copy over it. */
  override getByEntity(object: object): object | undefined {
    const own = this.getByHash(helper(object).__meta.root, this.getPkHash(object));
    const state = stateOfObject(object);
    const elsewhere = state && (state !== stateOf(this.em) || state.departed.has(object));
    return own === object || !elsewhere ? own : undefined;
  }
}

/** What the fork of a transaction loaded belongs to the unit around it from the commit on. */
function adopt(em: EntityManager, object: object): void {
  const state = stateOfObject(object);
  if (state && state !== stateOf(em) && helper(object).__managed) moveToUnit(object, stateOf(em));
}

/** The layer of the transaction that has made `object`, or of the unit. */
function layerOfOrigin(em: EntityManager, own: MapLayer, object: object): MapLayer {
  let layer = own;
  for (let level = levelOf(em); level?.layer.below && !level.hasMade(object); level = level.around)
    layer = level.layer.below;
  return layer;
}

import { type AnyEntity, type EntityManager, helper } from '@mikro-orm/postgresql';
import { baseHash } from '../identity/base-hash.ts';
import { moveToUnit } from '../identity/member-of.ts';
import { isScheduledForRemoval } from '../identity/scheduled-for-removal.ts';
import { noteIndexed } from '../identity/unique-key-index.ts';
import { heldWeakly, holdWeakly, promoteWeaklyHeld } from '../reads/weakly-held.ts';
import { stateOf, stateOfObject } from '../state/unit-state.ts';
import { IdentityMapBase, type Meta } from './internals.ts';

/** MikroORM's identity map under keys that are equal when PostgreSQL says so. While a flush looks for edits it shows only the objects that may have some. */
export class IdentityMap extends IdentityMapBase {
  declare em: EntityManager;
  declare suspectsOnly: boolean | undefined;

  override *[Symbol.iterator](): IterableIterator<AnyEntity> {
    const state = stateOf(this.em);
    promoteWeaklyHeld(this.em, Boolean(this.suspectsOnly), object => this.store(object));
    for (const object of super[Symbol.iterator]())
      if (!this.suspectsOnly || state.suspects(object)) yield object;
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
    if (own && own !== object && isNew(object) && !isScheduledForRemoval(this.em.getUnitOfWork(false), own))
      return;

    if (holdWeakly(this.em, object, hash)) return;
    this.getStore(root).set(hash, object);
    adopt(this.em, object);
    noteIndexed(this.em, object);
  }

  /** An object whose key another one has taken takes nothing away when it leaves. */
  override delete(object: object): void {
    if (this.getByEntity(object) === object) super.delete(object);
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

function isNew(object: object): boolean {
  const { __managed: managed, __originalEntityData: base } = helper(object);
  return !managed && !base;
}

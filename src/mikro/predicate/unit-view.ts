import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { isInMapOf } from '../identity/member-of.ts';
import { isScheduledForRemoval } from '../identity/scheduled-for-removal.ts';
import { type MapLayer } from '../parts/map-layer.ts';
import { type Meta } from '../parts/internals.ts';
import { hidesWritesOf } from '../state/edit-tracking.ts';
import { levelOf } from '../state/level.ts';
import { isQuiet } from '../state/quietly.ts';
import { transactionForkOf } from '../state/transaction-fork.ts';
import { type Follower, parentOf, stateOf, stateOfObject, type UnitState } from '../state/unit-state.ts';
import { layerOf } from '../transaction/layer-of.ts';
import { newTargets, pendingObjects } from './pending-objects.ts';

/** Who looks at a unit, and hears when there is something to look at again. */
export interface Looking {
  readonly meta: Meta;
  /** Whether what is asked of the objects can be changed without anybody hearing of it. */
  readonly inPlace: boolean;
  /** Whether the objects are looked at again, and not only whether there are any. */
  readonly keeps: boolean;
  /** Hears of each change, whether the ORM reads or the application writes, and how many are kept. */
  changed(quiet: boolean, kept: number): void;
  /** Asks the database again. Does not fail. */
  askAgain(): Promise<void>;
  /** Is called when the look begins; what it returns, when it ends. */
  begin(): () => void;
}

/**
 * What a unit has of one class, for somebody who follows it: which objects may have come, gone or changed since the last look.
 * Each look is that of who asks: in a transaction of the unit, with what that has loaded, made and removed.
 */
export class UnitView implements Follower {
  readonly #unit: EntityManager;
  readonly #state: UnitState;
  readonly #looking: Looking;
  readonly #hides: boolean;
  readonly #changed = new Set<object>();
  /** Objects of which a flush has stored something. */
  #stored = new WeakSet<object>();
  /** Objects that are not new and lead to some that are. */
  readonly #leading = new Set<object>();
  #pending: ReadonlySet<object> = new Set();
  #scheduled = new Set<object>();
  #layer: MapLayer;
  #end: (() => void) | undefined;
  #all = true;

  constructor(em: EntityManager, looking: Looking) {
    this.#unit = unitManager(em);
    this.#state = stateOf(em);
    this.#looking = looking;
    this.#hides = hidesWritesOf(looking.meta.root, em.getMetadata());
    this.#layer = layerOf(em);
    this.open();
    levelOf(em)?.whenUndone.push(() => this.close());
  }

  get isOpen(): boolean {
    return this.#end !== undefined;
  }

  open(): void {
    this.#all = true;
    this.#end ??= this.#looking.begin();
    this.#state.followers.add(this);
  }

  close(): void {
    this.#end?.();
    this.#end = undefined;
    this.#state.followers.delete(this);
    this.#changed.clear();
  }

  /** The manager that works for the unit where the caller is. */
  get em(): EntityManager {
    const here = transactionForkOf(this.#unit);
    const level = levelOf(here);
    return level && this.#state.levels.has(level) ? here : this.#unit;
  }

  changed(object: object): void {
    if (this.#looking.keeps) this.#changed.add(object);
    this.#looking.changed(isQuiet(), this.#changed.size);
  }

  stored(object: object): void {
    this.#stored.add(object);
    this.changed(object);
  }

  cleared(): void {
    const level = levelOf(this.em);
    if (!this.isOpen) return;
    this.close();
    level?.whenUndone.push(() => this.open());
  }

  askAgain(): Promise<void> {
    return this.#looking.askAgain();
  }

  /** Whether a flush has stored something of `object` since it is followed. */
  hasStored(object: object): boolean {
    return this.#stored.has(object);
  }

  /** Whether the unit has `object`, or has it pending, and does not remove it. */
  has(object: object): boolean {
    const { em } = this;
    if (isScheduledForRemoval(em.getUnitOfWork(false), object)) {
      this.#scheduled.add(object);
      return false;
    }
    if (this.#pending.has(object)) return true;
    return helper(object).__managed && !stateOfObject(object)?.departed.has(object) && isInMapOf(em, object);
  }

  /** The objects of the class to look at again. */
  changes(): ReadonlySet<object> {
    const { em } = this;
    const found = new Set<object>(this.#all ? loadedObjects(em, this.#looking.meta) : []);
    this.#all = false;
    for (const object of this.#changed) {
      if (this.#isOf(object)) found.add(object);
      this.#noteLeading(object);
    }
    this.#changed.clear();
    for (const object of this.#otherLayer(em)) if (this.#isOf(object)) found.add(object);
    const before = this.#pending;
    this.#pending = pendingObjects(em, this.#leading);
    for (const object of [...before, ...this.#pending]) if (this.#isOf(object)) found.add(object);
    if (this.#looking.inPlace || this.#hides)
      for (const object of this.#state.exposed) if (this.#isOf(object)) found.add(object);
    return found;
  }

  #isOf(object: object): boolean {
    return object instanceof (this.#looking.meta.class as unknown as new () => object);
  }

  #noteLeading(object: object): void {
    if (helper(object).__managed && newTargets(object).length > 0) this.#leading.add(object);
    else this.#leading.delete(object);
  }

  /** What may be otherwise for who looks now than for who looked last, where one of them is in a transaction. */
  #otherLayer(em: EntityManager): Iterable<object> {
    const [before, now] = [this.#layer, layerOf(em)];
    if (before === now) return [];
    this.#layer = now;
    const uow = em.getUnitOfWork(false);
    const scheduled = this.#scheduled;
    this.#scheduled = new Set();
    return [
      ...ownObjects(before),
      ...ownObjects(now),
      ...scheduled,
      ...uow.getRemoveStack(),
      ...uow.getOrphanRemoveStack(),
    ];
  }
}

/** The manager whose map the transactions of the unit of `em` are on top of. */
function unitManager(em: EntityManager): EntityManager {
  const around = parentOf(em);
  return around && stateOf(around) === stateOf(em) && layerOf(around).root === layerOf(em).root
    ? unitManager(around)
    : em;
}

/** The objects of a class and its subclasses that `em` has loaded. */
export function loadedObjects(em: EntityManager, meta: Meta): ReadonlySet<object> {
  const type = meta.class as unknown as new () => object;
  const stored = em
    .getUnitOfWork(false)
    .getIdentityMap()
    .getStore(meta.root as never)
    .values();
  return new Set([...(stored as Iterable<object>)].filter(object => object instanceof type));
}

/** What the layers on top of that of the unit have, and have taken away. */
function* ownObjects(layer: MapLayer): Iterable<object> {
  for (let at: MapLayer | undefined = layer; at?.below; at = at.below)
    for (const [, store] of at.own()) {
      for (const [, object] of store.own()) yield object;
      yield* [...store.gone].flatMap(key => store.below?.get(key) ?? []);
    }
}

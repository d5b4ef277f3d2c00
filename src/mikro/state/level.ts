import { type EntityManager } from '@mikro-orm/postgresql';
import { rememberObject } from '../memory/object-memory.ts';
import { type Restore } from '../memory/value-memory.ts';
import { type MapLayer } from '../parts/map-layer.ts';
import { type UnitState } from './unit-state.ts';

/** One transaction or savepoint that a unit has open: what its rollback puts back, and what its commit lets go. */
export class Level {
  /** What the objects that were touched in it were when it began. */
  readonly images = new Map<object, Restore>();
  /** Objects that the application wrote to in it. */
  readonly written = new Set<object>();
  /** Objects that have what a statement in it has, or may have, written. */
  readonly stored = new Set<object>();
  /** The one around, once this has ended: what this has made is that one's then. */
  #after: Level | undefined;
  /** Whether a statement of the application, or ON DELETE, has written rows that nobody here knows. */
  wroteUnseen = false;
  #rolledBack = false;
  /** What is to happen when the outermost transaction has committed, in order. */
  readonly afterCommit: (() => unknown)[] = [];
  /** What is to be undone with it, besides what its objects were. */
  readonly whenUndone: (() => void)[] = [];

  constructor(
    readonly state: UnitState,
    /** What it loads and stores. */
    readonly layer: MapLayer,
    readonly around: Level | undefined,
  ) {}

  /** Remembers what `object` is now, unless the level has touched it before. */
  remember(object: object): void {
    if (this.images.has(object)) return;
    // Known before it is remembered: that reads the object, which may bring us back here.
    this.images.set(object, () => undefined);
    this.images.set(object, this.#imageOf(object));
  }

  #imageOf(object: object): Restore {
    const { state } = this;
    const sets = [state.written, state.touched, state.torn, state.orphans].map(
      set => [set, set.has(object)] as const,
    );
    const [exposed, departed] = [state.exposed.has(object), state.departed.has(object)];
    const restore = rememberObject(object);
    return () => {
      restore();
      for (const [set, present] of sets)
        if (present) set.add(object);
        else set.delete(object);
      // What was handed out in the meantime may still be held.
      if (exposed) state.exposed.add(object);
      if (!departed) state.departed.delete(object);
      state.tellWatchers(object);
    };
  }

  /** Whether what it reads may be what was written unseen, here or in the levels around. */
  get readsUnseen(): boolean {
    return this.wroteUnseen || (this.around?.readsUnseen ?? false);
  }

  /** Notes that it makes `object` from a row: there was nothing of it before. */
  noteMade(object: object): void {
    makers.set(object, this);
  }

  hasMade(object: object): boolean {
    let maker = makers.get(object);
    for (let after = maker; after; after = after.#after) maker = after;
    return maker === this;
  }

  /** Leaves what it has made to the level around. */
  end(): void {
    this.#after = this.around;
  }

  /** Whether it has made `object` from a row that is stored whatever becomes of it. */
  hasLoaded(object: object): boolean {
    return this.hasMade(object) && !this.readsUnseen;
  }

  /** Whether this is `other`, or was begun inside it. */
  isInside(other: Level): boolean {
    return this === other || (this.around?.isInside(other) ?? false);
  }

  /** Gives what a savepoint has touched to the transaction around it. */
  mergeInto(around: Level): void {
    for (const [object, image] of this.images)
      if (!around.images.has(object)) around.images.set(object, image);
    for (const object of this.written) around.written.add(object);
    for (const object of this.stored) around.stored.add(object);
    around.wroteUnseen ||= this.wroteUnseen;
    around.afterCommit.push(...this.afterCommit);
    around.whenUndone.push(...this.whenUndone);
  }

  restore(): void {
    this.#rolledBack = true;
    for (const restore of this.images.values()) restore();
    for (const undo of this.whenUndone.toReversed()) undo();
  }

  /** Whether nothing of it is stored, because it, or one around it, was rolled back. */
  get undone(): boolean {
    return this.#rolledBack || (this.around?.undone ?? false);
  }
}

const makers = new WeakMap<object, Level>();
const levels = new WeakMap<EntityManager, Level>();

/** The innermost level that `em` has open. */
export function levelOf(em: EntityManager): Level | undefined {
  return levels.get(em);
}

/** Makes `level` the innermost one of `em`. */
export function setLevel(em: EntityManager, level: Level | undefined): void {
  if (level) levels.set(em, level);
  else levels.delete(em);
}

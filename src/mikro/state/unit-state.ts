import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { type Level } from './level.ts';
import { Recorder } from './recorder.ts';
import { WeakObjects } from './weak-objects.ts';

const ofManager = Symbol('selfsame.unit');
const parent = Symbol('selfsame.parent');
const ofObject = Symbol('selfsame.unit');

/** What an object looked like at some time: its values as the database has them, and the items of its collections. */
export interface Image {
  readonly values: object;
  readonly items: ReadonlyMap<string, readonly object[]>;
}

/** Somebody who keeps track of what the unit has, until it is taken out of `followers`. */
export interface Follower {
  /** Hears of every object that may have changed, come or gone, before that has to be true. */
  changed(object: object): void;
  /** Hears of every object of which a flush has stored something. */
  stored(object: object): void;
  /** Hears that the unit has let go of all its objects. */
  cleared(): void;
  /** Asks the database again for what it keeps track of. Does not fail. */
  askAgain(): Promise<void>;
}

/** A set that tells the unit's watchers what is put into it, every time. */
class WatchedSet extends Set<object> {
  readonly #state: UnitState;

  constructor(state: UnitState) {
    super();
    this.#state = state;
  }

  override add(object: object): this {
    this.#state.tellWatchers(object);
    return super.add(object);
  }
}

/** What one unit of work knows besides MikroORM's identity map. A transaction's fork shares it with its parent. */
export class UnitState {
  /** Tells what the unit does. */
  readonly recorder = new Recorder();
  /** Objects that were written to since the last flush: a superset of the edited ones. */
  readonly written: Set<object> = new WatchedSet(this);
  /** Objects that handed out something that can be changed in place, so that only a comparison tells. */
  readonly exposed: Set<object> = new WatchedSet(this);
  /** Objects that left the unit by `em.clear()`, with what they looked like then if they were edited. */
  readonly departed = new WeakMap<object, Image | undefined>();
  /** Departed objects that were written to: edits that no flush would store. */
  readonly orphans = new Set<object>();
  /** Each gets every object that may have changed, for as long as somebody holds it. */
  readonly watchers = new Set<WeakRef<Set<object>>>();
  /** Who is told the same at once, such as live sets. */
  readonly followers = new Set<Follower>();
  /** Objects whose version is to grow with the next flush, whatever else is in it. */
  readonly touched = new Set<object>();
  /** Objects whose row a read saw a newer part of; they stay as they are until the whole row is read. */
  readonly torn = new Set<object>();
  /** Objects that streams have made, for as long as somebody uses them. */
  readonly streamed = new WeakObjects();
  /** Those of them that have handed out something that can be changed in place. */
  readonly exposedWeakly = new WeakSet<object>();
  /** The transactions and savepoints that are open. */
  readonly levels = new Set<Level>();
  /** The one that `em.begin` has begun, which is wherever no other is. */
  begun: Level | undefined;
  /** What is to happen when what is pending outside a transaction has been flushed. */
  readonly afterFlush: (() => unknown)[] = [];
  /** While a stream makes objects, those that it has made. */
  makesWeakly: object[] | undefined;

  /** Whether `object` may differ from its base. */
  suspects(object: object): boolean {
    return this.written.has(object) || this.exposed.has(object);
  }

  /** Tells the watchers that `object` may have changed. */
  tellWatchers(object: object): void {
    for (const watcher of this.watchers) {
      const changed = watcher.deref();
      if (changed) changed.add(object);
      else this.watchers.delete(watcher);
    }
    this.tellFollowers(object);
  }

  /** Tells those who do not keep what does not concern them. */
  tellFollowers(object: object): void {
    for (const follower of this.followers) follower.changed(object);
  }
}

// The manager in whose unit those work that are being made; they are made at once, so nobody else can be.
let around: EntityManager | undefined;

/** The state of the unit that `em` works in. */
export function stateOf(em: EntityManager): UnitState {
  const holder = em as { [ofManager]?: UnitState; [parent]?: EntityManager | undefined };
  if (!holder[ofManager]) {
    holder[parent] = around;
    holder[ofManager] = around ? stateOf(around) : new UnitState();
  }
  return holder[ofManager];
}

/** The manager whose unit `fork` shares. */
export function parentOf(fork: EntityManager): EntityManager | undefined {
  return (fork as { [parent]?: EntityManager })[parent];
}

/** Makes a fork by `fork` that works in the unit of `em` from its first object on. */
export function shareState<EM extends EntityManager>(em: EntityManager, fork: () => EM): EM {
  // Nobody's unit: what is forked from the global manager is a unit of its own.
  if (em.global && !em.config.get('allowGlobalContext')) return fork();
  stateOf(em);
  const outer = around;
  around = em;
  try {
    const forked = fork();
    stateOf(forked);
    return forked;
  } finally {
    around = outer;
  }
}

/** The state of the unit that `object` was made by, or undefined when no unit made it. */
export function stateOfObject(object: object): UnitState | undefined {
  return (helper(object) as { [ofObject]?: UnitState })[ofObject];
}

/** Makes `object` a member of the unit. */
export function joinUnit(object: object, state: UnitState): void {
  (helper(object) as { [ofObject]?: UnitState })[ofObject] = state;
}

/** Makes `object` a member of no unit, as before it was stored. */
export function leaveUnit(object: object): void {
  delete (helper(object) as { [ofObject]?: UnitState })[ofObject];
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { type UnitState } from './unit-state.ts';

/** One read of a unit, with all that it loads. */
interface Reading {
  readonly state: UnitState;
  running: boolean;
  /** Loaded objects whose rows it has read again. */
  readonly rows: WeakSet<object>;
  /** Collections whose members it has read. */
  readonly members: WeakSet<object>;
}

const readings = new AsyncLocalStorage<Reading>();

/** Runs `work`, which is a read of the unit. */
export async function reading<T>(state: UnitState, work: () => Promise<T>): Promise<T> {
  const own = { state, running: true, rows: new WeakSet<object>(), members: new WeakSet<object>() };
  return readings.run(own, async () => {
    try {
      return await work();
    } finally {
      own.running = false;
    }
  });
}

/** Whether what runs now is a part of a read of the unit, so that it hydrates and does not edit. */
export function isReading(state: UnitState): boolean {
  const read = readings.getStore();
  return read !== undefined && read.running && read.state === state;
}

/** Notes that the row of `object`, which was loaded, was read again. */
export function noteRowRead(object: object): void {
  readings.getStore()?.rows.add(object);
}

/** Notes that the members of `collection` were read. */
export function noteMembersRead(collection: object): void {
  readings.getStore()?.members.add(collection);
}

/** Whether `collection` is older than what the present read has read of its owner. */
export function isOlderThanOwner(collection: { readonly owner: object }): boolean {
  const read = readings.getStore();
  return (
    read !== undefined && read.running && read.rows.has(collection.owner) && !read.members.has(collection)
  );
}

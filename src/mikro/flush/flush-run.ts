import { type ChangeSet } from '../parts/internals.ts';
import { type SentCollection } from './sent-collections.ts';

/** What one flush finds out while it writes. */
export class FlushRun {
  /** The changes whose rows were not what the unit loaded. */
  readonly missed: ChangeSet[] = [];
  /** The root classes that rows were deleted of. */
  readonly deletedClasses = new Set<object>();
  /** The objects whose rows were deleted. */
  readonly deleted: object[] = [];
  readonly #afterwards: (() => void)[] = [];

  /** The collections whose items it stores, as they were when it began. */
  constructor(readonly collections: readonly SentCollection[]) {}

  /** Changes memory once the flush has succeeded, and not at all when it fails. */
  afterwards(work: () => void): void {
    this.#afterwards.push(work);
  }

  succeed(): void {
    for (const work of this.#afterwards) work();
  }
}

const running = new WeakMap<object, FlushRun>();

/** The flush that `uow` is in the middle of. */
export function flushOf(uow: object): FlushRun {
  const run = running.get(uow);
  if (!run) throw new Error('No flush is running: a change was written outside of one.');
  return run;
}

/** Makes `run` the flush of `uow` while `work` runs. */
export async function during(uow: object, run: FlushRun, work: () => Promise<void>): Promise<void> {
  running.set(uow, run);
  try {
    await work();
  } finally {
    running.delete(uow);
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { type EntityManager } from '@mikro-orm/postgresql';
import { stateOf, type UnitState } from './unit-state.ts';

interface Entry {
  readonly state: UnitState;
  readonly around: Entry | undefined;
  running: boolean;
}

/** Something that a unit is in the middle of, for the code that it calls. What the same unit does elsewhere meanwhile is not in it. */
export class UnitScope {
  readonly #entries = new AsyncLocalStorage<Entry>();

  /** Whether the caller is called, directly or not, by work of the unit of `em` that runs in this scope. */
  covers(em: EntityManager): boolean {
    const state = stateOf(em);
    for (let entry = this.#entries.getStore(); entry; entry = entry.around)
      if (entry.running && entry.state === state) return true;
    return false;
  }

  /** Runs `work` in the scope. What it leaves running is no longer in it once it has ended. */
  async run<T>(em: EntityManager, work: () => Promise<T>): Promise<T> {
    const entry: Entry = { state: stateOf(em), around: this.#entries.getStore(), running: true };
    try {
      return await this.#entries.run(entry, work);
    } finally {
      entry.running = false;
    }
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { stateOf, type UnitState } from '../state/unit-state.ts';
import { keepPendingMembers } from './keep-pending-members.ts';
import { mergeWholeRows } from './merge-whole-rows.ts';

const readOf = new AsyncLocalStorage<{ readonly state: UnitState; running: boolean }>();

/**
 * Runs a read, then loads whole the rows that it saw only a newer part of. What the application has added to
 * collections and removed from them stays so. Reads inside it, as for relations that it populates, leave all that to it.
 */
export async function settle<T>(em: EntityManager, read: () => Promise<T>): Promise<T> {
  const unit = em.getContext(false);
  const state = stateOf(unit);
  if (isReading(unit)) return read();

  const own = { state, running: true };
  return readOf.run(own, async () => {
    try {
      const result = await keepPendingMembers(state, read);
      await mergeTorn(unit, state);
      return result;
    } finally {
      own.running = false;
    }
  });
}

/** Whether what runs now is a part of a read of the unit, so that it hydrates and does not edit. */
function isReading(em: EntityManager): boolean {
  const read = readOf.getStore();
  return read !== undefined && read.running && read.state === stateOf(em);
}

async function mergeTorn(em: EntityManager, state: UnitState): Promise<void> {
  if (state.torn.size === 0) return;
  const torn = [...state.torn].filter(object => helper(object).__managed);
  state.torn.clear();
  await mergeWholeRows(em, torn);
}

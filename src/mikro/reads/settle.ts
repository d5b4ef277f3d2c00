import { type EntityManager } from '@mikro-orm/postgresql';
import { isReading, reading } from '../state/reading.ts';
import { stateOf, type UnitState } from '../state/unit-state.ts';
import { isStored, leaveAllUnlessEdited } from './leave-when-gone.ts';
import { mergeWholeRows } from './merge-whole-rows.ts';

/**
 * Runs a read, then loads whole the rows that it saw only a newer part of. Reads inside it, as for relations that it
 * populates, leave that to it.
 */
export async function settle<T>(em: EntityManager, read: () => Promise<T>): Promise<T> {
  const unit = em.getContext(false);
  const state = stateOf(unit);
  if (isReading(state)) return read();

  return reading(state, async () => {
    const result = await read();
    await mergeTorn(unit, state);
    return result;
  });
}

/** Those that have no row any more leave the unit. */
async function mergeTorn(em: EntityManager, state: UnitState): Promise<void> {
  if (state.torn.size === 0) return;
  const torn = [...state.torn].filter(isStored);
  state.torn.clear();
  const found = await mergeWholeRows(em, torn);
  leaveAllUnlessEdited(
    em,
    torn.filter(object => !found.has(object) && isStored(object)),
  );
}

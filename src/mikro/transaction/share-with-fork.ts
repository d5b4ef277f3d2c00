import { type EntityManager } from '@mikro-orm/postgresql';
import { stateOf } from '../state/unit-state.ts';
import { LoadsOfFork } from './loads-of-fork.ts';
import { RemovalsOfUnit } from './removals-of-unit.ts';

/**
 * Runs `transactional`, which says by `begin` that the fork of a transaction of `em` is there. What `em` was to
 * remove, the transaction removes; what the transaction reads is the unit's, however it ends.
 */
export async function shareWithFork<T>(
  em: EntityManager,
  transactional: (begin: (fork: EntityManager) => void) => Promise<T>,
): Promise<T> {
  let loads: LoadsOfFork | undefined;
  let removals: RemovalsOfUnit | undefined;
  const begin = (fork: EntityManager) => {
    // A fork that starts clear is a unit of its own.
    if (fork === em || stateOf(fork) !== stateOf(em)) return;
    loads = new LoadsOfFork(em, fork);
    removals = new RemovalsOfUnit(em, fork);
  };
  try {
    const result = await transactional(begin);
    removals?.committed();
    return result;
  } catch (error) {
    loads?.rolledBack();
    removals?.rolledBack();
    throw error;
  }
}

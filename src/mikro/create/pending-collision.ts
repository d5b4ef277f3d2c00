import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { isScheduledForRemoval } from '../identity/scheduled-for-removal.ts';
import { textOfObject, textOfValues } from '../identity/unique-key-text.ts';
import { type Candidate, constraintsOf } from './retried-constraint.ts';
import { stateOf } from '../state/unit-state.ts';
import { type UniqueConstraint } from './unique-constraints.ts';

/**
 * The constraint that the row would violate once the unit has flushed what is pending, if it is one to try again for. Whether a
 * partial index has the pending row is for PostgreSQL to say: here it counts as if it had.
 */
export function pendingCollision(em: EntityManager, candidate: Candidate): string | undefined {
  const uow = em.getUnitOfWork(false);
  const { root } = candidate.meta;
  const pending = [...uow.getPersistStack(), ...stateOf(em).written].filter(
    object => helper(object).__meta.root === root && !isScheduledForRemoval(uow, object),
  );
  if (pending.length === 0) return undefined;
  return constraintsOf(em, candidate).find(constraint => isTaken(em, candidate, constraint, pending))?.name;
}

function isTaken(
  em: EntityManager,
  { data }: Candidate,
  constraint: UniqueConstraint,
  pending: readonly object[],
): boolean {
  const text = textOfValues(em, constraint, data);
  return text !== undefined && pending.some(object => textOfObject(em, constraint, object) === text);
}

import { type EntityManager, helper, LockMode } from '@mikro-orm/postgresql';
import { ConflictError } from '../../errors/conflict-error.ts';
import { type RowNotLocked, RowNotLockedError } from '../../errors/row-not-locked-error.ts';
import { conflictOf } from '../flush/conflict-of.ts';
import { theirsOf } from '../state/base.ts';
import { recordConflict } from '../state/record.ts';
import { type ReadOptions, readRowsOf } from './rows-of.ts';

/**
 * Locks the rows of `objects` and merges them: an object without edits is then its locked row.
 *
 * @throws ConflictError when a row is gone, or is newer than the edits of its object
 * @throws RowNotLockedError when the mode skips what others hold, and they hold some of the rows
 */
export async function lockRows(
  em: EntityManager,
  objects: readonly object[],
  options: ReadOptions,
): Promise<void> {
  const locked = await readRowsOf(em, objects, options);
  const missing = objects.filter(object => !locked.has(object));
  const held = skipsHeldRows(options.lockMode) ? await stored(em, missing, options) : new Set<object>();

  refuse(
    em,
    objects.filter(object => (locked.has(object) ? theirsOf(object) !== undefined : !held.has(object))),
    locked,
  );
  if (held.size > 0) throw new RowNotLockedError([...held].map(describe));
}

/** The lock is kept: whoever catches the error can decide again and knows that the rows stay as they are. */
function refuse(em: EntityManager, objects: readonly object[], locked: ReadonlySet<object>): void {
  if (objects.length === 0) return;
  const conflicts = objects.map(object =>
    conflictOf(em, object, locked.has(object) ? (theirsOf(object) ?? null) : null),
  );
  throw recordConflict(em, new ConflictError(conflicts));
}

function skipsHeldRows(mode: LockMode | undefined): boolean {
  return mode === LockMode.PESSIMISTIC_PARTIAL_READ || mode === LockMode.PESSIMISTIC_PARTIAL_WRITE;
}

/** Those whose rows are there, locked or not. */
function stored(em: EntityManager, objects: readonly object[], options: ReadOptions): Promise<Set<object>> {
  return readRowsOf(em, objects, { ...options, lockMode: LockMode.NONE });
}

function describe(object: object): RowNotLocked {
  return { entity: object, entityName: helper(object).__meta.className, key: helper(object).getPrimaryKey() };
}

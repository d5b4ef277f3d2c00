import { type EntityManager, helper, type LockOptions, OptimisticLockError } from '@mikro-orm/postgresql';
import { ConflictError } from '../../errors/conflict-error.ts';
import { conflictOf } from '../flush/conflict-of.ts';
import { baseVersionOf, type Row, theirsOf } from '../state/base.ts';
import { recordConflict } from '../state/record.ts';
import { versionPropertyOf } from '../state/version-property.ts';
import { type ReadOptions, readRowsOf } from './rows-of.ts';

/**
 * Compares the stored versions of `objects` with `expected`, and merges the rows.
 *
 * @throws OptimisticLockError when a class has no version
 * @throws ConflictError when a stored version is another one, or the row is gone
 */
export async function checkVersions(
  em: EntityManager,
  objects: readonly object[],
  expected: LockOptions['lockVersion'],
  options: ReadOptions,
): Promise<void> {
  for (const object of objects) requireVersion(object);
  if (expected === undefined) return;

  const stored = await readRowsOf(em, objects, options);
  const missed = objects.filter(
    object => !stored.has(object) || String(storedVersion(object)) !== String(expected),
  );
  if (missed.length === 0) return;
  const conflicts = missed.map(object =>
    conflictOf(em, object, stored.has(object) ? storedRow(object) : null),
  );
  throw recordConflict(em, new ConflictError(conflicts));
}

function requireVersion(object: object): void {
  const { __meta: meta } = helper(object);
  if (!versionPropertyOf(meta)) throw OptimisticLockError.notVersioned(meta);
}

/** The row as the read that has just been made saw it. */
function storedRow(object: object): Row {
  return theirsOf(object) ?? helper(object).__originalEntityData ?? {};
}

function storedVersion(object: object): unknown {
  const theirs = theirsOf(object);
  const version = versionPropertyOf(helper(object).__meta);
  return theirs && version ? theirs[version.name as never] : baseVersionOf(object);
}

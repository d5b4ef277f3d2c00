import { type EntityManager, helper, type Transaction, Utils } from '@mikro-orm/postgresql';
import { ConflictError } from '../../errors/conflict-error.ts';
import { type ChangeSet, type Data, type WriteOptions } from '../parts/internals.ts';
import { type UnitOfWork } from '../parts/unit-of-work.ts';
import { theirsOf } from '../state/base.ts';
import { versionPropertyOf } from '../state/version-property.ts';
import { conflictOf } from './conflict-of.ts';
import { storedRows } from './stored-rows.ts';

/** The error for all rows that a flush missed, with what is stored for them now. */
export async function conflictError(
  em: EntityManager,
  missed: readonly ChangeSet[],
  around: Transaction,
  cause?: unknown,
): Promise<ConflictError> {
  const options = { ...(around && { ctx: around }) } as WriteOptions;
  const stored = await storedRows(em, missed, options);
  const objects = [...new Set(missed.map(({ entity }) => entity as object))];
  const conflicts = objects.map(object => conflictOf(em, object, stored.get(object) ?? null));
  return new ConflictError(conflicts, cause instanceof Error && cause.message !== '' ? { cause } : undefined);
}

/** Throws ConflictError when a read has shown already that edits would overwrite what others wrote, where no version tells. */
export function refuseKnownConflicts(uow: UnitOfWork): void {
  const known = uow.getChangeSets().filter(isKnownConflict);
  if (known.length === 0) return;
  throw new ConflictError(known.map(({ entity }) => conflictOf(uow.em, entity, theirsOf(entity) ?? null)));
}

function isKnownConflict({ entity, meta, payload }: ChangeSet): boolean {
  const theirs = theirsOf(entity);
  if (theirs === undefined || versionPropertyOf(meta)) return false;
  if (theirs === null) return true;
  const base: Data = helper(entity as object).__originalEntityData ?? {};
  return Object.keys(payload).some(
    name =>
      name in theirs &&
      !Utils.equals(theirs[name as never], base[name]) &&
      !Utils.equals(theirs[name as never], payload[name]),
  );
}

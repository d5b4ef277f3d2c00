import { type EntityManager, type Transaction } from '@mikro-orm/postgresql';
import { ConflictError } from '../../errors/conflict-error.ts';
import { recordConflict } from '../state/record.ts';
import { storedForm } from '../merge/stored-form.ts';
import { type ChangeSet, type Data, type WriteOptions } from '../parts/internals.ts';
import { conflictOf } from './conflict-of.ts';
import { storedRows } from './stored-rows.ts';

/** The error for all rows that a flush missed, with what is stored for them now. */
export async function conflictError(
  em: EntityManager,
  missed: readonly ChangeSet[],
  around: Transaction,
  cause: unknown,
): Promise<ConflictError> {
  const stored = await storedNow(em, missed, around);
  const changes = new Map(missed.map(changeSet => [changeSet.entity as object, changeSet]));
  const conflicts = [...changes].map(([object, { meta }]) => {
    // A transaction that a later statement has broken says nothing more of its rows.
    const row = stored ? stored.get(object) : {};
    return conflictOf(em, object, row ? storedForm(em, meta, row, { convertCustomTypes: true }) : null);
  });
  const options = cause instanceof Error && cause.message !== '' ? { cause } : undefined;
  return recordConflict(em, new ConflictError(conflicts, options));
}

async function storedNow(
  em: EntityManager,
  missed: readonly ChangeSet[],
  around: Transaction,
): Promise<ReadonlyMap<object, Data> | undefined> {
  try {
    return await storedRows(em, missed, { ...(around && { ctx: around }) } as WriteOptions);
  } catch (error) {
    if (around) return undefined;
    throw error;
  }
}

import { helper, isRaw, type Transaction } from '@mikro-orm/postgresql';
import { unshare } from '../merge/unshare.ts';
import { storedForm } from '../merge/stored-form.ts';
import { type ChangeSet, type Data, type WriteOptions } from '../parts/internals.ts';
import { type EntityFactory } from '../parts/entity-factory.ts';
import { type UnitOfWork } from '../parts/unit-of-work.ts';
import { quietly } from '../state/quietly.ts';
import { storedRows } from './stored-rows.ts';

/** Reads what the database has computed for new rows: an insert returns nothing but the columns that have defaults. */
export async function readComputed(
  { em }: UnitOfWork,
  changeSets: readonly ChangeSet[],
  ctx: Transaction,
): Promise<void> {
  const computed = changeSets.filter(changeSet => namesComputed(changeSet).length > 0);
  if (computed.length === 0) return;
  const rows = await storedRows(em, computed, { ...(ctx && { ctx }) } as WriteOptions);
  for (const changeSet of computed) {
    const { entity, meta, payload } = changeSet;
    const row = rows.get(entity) ?? {};
    const patch = Object.fromEntries(namesComputed(changeSet).map(name => [name, row[name] as unknown]));
    const options = { merge: true, convertCustomTypes: true, initialized: true } as never;
    const stored = storedForm(em, meta, patch, options);
    unshare(meta, stored);
    const factory = em.getEntityFactory() as unknown as EntityFactory;
    quietly(() => factory.hydrate(entity, meta, patch, options));
    Object.assign(payload as Data, stored);
    Object.assign(helper(entity as object).__originalEntityData as Data, stored);
  }
}

function namesComputed({ payload }: ChangeSet): string[] {
  return Object.keys(payload).filter(name => isRaw((payload as Data)[name]));
}

import { type EntityManager, helper, type PostgreSqlDriver } from '@mikro-orm/postgresql';
import { foreignKeysTo } from '../bulk/foreign-keys.ts';
import { type ChangeSetPersister } from '../parts/change-set-persister.ts';
import { type ChangeSet, type WriteOptions } from '../parts/internals.ts';
import { noteUnseen } from '../transaction/unseen-writes.ts';
import { mayHaveCascaded } from './cascaded-away.ts';
import { chunks } from './chunks.ts';
import { deleteRows } from './delete-rows.ts';
import { flushOf } from './flush-run.ts';
import { inKeyOrder } from './in-key-order.ts';
import { storedRows } from './stored-rows.ts';

/** Writes the deletions of one table. A row that is not there any more is a conflict, unless nobody could know better. */
export async function writeDeletions(
  persister: ChangeSetPersister,
  changeSets: readonly ChangeSet[],
  options: WriteOptions,
): Promise<void> {
  const [{ meta }] = changeSets as [ChangeSet];
  const driver = persister.em.getDriver() as PostgreSqlDriver;
  const run = flushOf(persister.em.getUnitOfWork(false));
  if (foreignKeysTo(persister.em, meta).length > 0) noteUnseen(persister.em);
  const prepared = persister.prepareOptions(meta, options);
  for (const chunk of chunks(inKeyOrder(changeSets), persister.em.config.get('batchSize'))) {
    const deleted = await deleteRows(driver, meta, chunk, prepared);
    const missed = chunk.filter((changeSet, number) => !deleted.has(number) && wasLoaded(changeSet));
    const cascaded = missed.length > 0 && mayHaveCascaded(meta, run.deletedClasses);
    run.missed.push(...(cascaded ? await stillStored(persister.em, missed, prepared) : missed));
    run.deletedClasses.add(meta.root.class);
  }
}

/** Those of the missed rows that an earlier deletion of this flush cannot have taken along. */
async function stillStored(
  em: EntityManager,
  missed: ChangeSet[],
  options: WriteOptions,
): Promise<ChangeSet[]> {
  const stored = await storedRows(em, missed, options);
  return missed.filter(({ entity }) => stored.has(entity));
}

/** A reference that was never loaded says nothing about its row, so a row that is missing is no news. */
function wasLoaded({ entity }: ChangeSet): boolean {
  return helper(entity).__initialized;
}

import { type EntityManager } from '@mikro-orm/postgresql';
import { managerOptions } from '../flush/manager-options.ts';
import { editedFields } from '../merge/edited-fields.ts';
import { flushBeforeQuery } from '../reads/flush-before-query.ts';
import { insideFlush } from '../state/inside-flush.ts';
import { isScheduledForRemoval } from '../identity/scheduled-for-removal.ts';
import { writingObjects } from '../transaction/unseen-writes.ts';
import { type Data } from '../parts/internals.ts';
import { rideAlong } from '../wire/ride-along.ts';
import { type RowUpdate, updateStatement } from './update-statement.ts';

/** Stores what is pending of the object, so that the statement meets its row as memory has it; in a transaction all that is pending. */
export async function flushEdits(em: EntityManager, { object }: RowUpdate): Promise<void> {
  await flushBeforeQuery(em, {});
  if (insideFlush(em)) return;
  const uow = em.getUnitOfWork(false);
  const pending =
    uow.getPersistStack().has(object) ||
    isScheduledForRemoval(uow, object) ||
    editedFields(em, object).length > 0;
  if (pending) await em.flush();
}

/** Sends the change. In a transaction it has a savepoint of its own: when it fails, the transaction goes on. */
export function writeRow(em: EntityManager, update: RowUpdate): Promise<Data | undefined> {
  const around = em.getTransactionContext();
  const send = (ctx: typeof around) => updateStatement(em, update, ctx);
  const inSavepoint = () =>
    em.getConnection('write').transactional(send, { ctx: around, ...managerOptions(em) } as never);
  return writingObjects(em, () => {
    if (!around) return em.withSessionContext(undefined, send);
    return update.hasForeignSql ? inSavepoint() : rideAlong(inSavepoint);
  });
}

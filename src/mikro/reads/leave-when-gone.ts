import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { isScheduledForRemoval } from '../identity/scheduled-for-removal.ts';
import { leaveAllUnits } from '../identity/leave-all-units.ts';
import { editedFields } from '../merge/edited-fields.ts';
import { parkTheirs } from '../state/base.ts';
import { flushBeforeQuery, type QueryOptions } from './flush-before-query.ts';
import { mergeWholeRows } from './merge-whole-rows.ts';

/** Runs a `findOne` that reads again a row that may be loaded; when it learns that the row is gone, so is the object. */
export async function leaveWhenGone<T>(
  em: EntityManager,
  [entityName, where, options]: any[],
  findOne: () => Promise<T | null>,
): Promise<T | null> {
  const loaded =
    options?.refresh && !options.disableIdentityMap
      ? em.getUnitOfWork().tryGetById(entityName, where, options.schema ?? em.schema)
      : null;
  const found = await findOne();
  if (!found && loaded && isStored(loaded)) await leaveUnlessHidden(em, loaded, options);
  return found;
}

/** Lets an object leave whose row a read did not find, unless it was only hidden by a filter. */
async function leaveUnlessHidden(em: EntityManager, object: object, options: QueryOptions): Promise<void> {
  // The answer may have come from memory, before anything was asked of the database.
  await flushBeforeQuery(em, options);
  if (!isStored(object) || (await mergeWholeRows(em, [object])) > 0) return;
  leaveUnlessEdited(em, object);
}

/** Lets an object leave whose row is gone. An edited one stays, so that its edits are not lost in silence; the flush tells that its row is gone. */
export function leaveUnlessEdited(em: EntityManager, object: object): void {
  if (isPending(em, object)) parkTheirs(object, null);
  else leaveAllUnits(em, object);
}

function isStored(object: object): boolean {
  const { __managed: managed, __originalEntityData: base } = helper(object);
  return managed && base !== undefined;
}

/** Whether the flush still has to say that the row is gone. */
export function isPending(em: EntityManager, object: object): boolean {
  return isScheduledForRemoval(em.getUnitOfWork(), object) || editedFields(em, object).length > 0;
}

import { type EntityManager, helper, ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { isScheduledForRemoval } from '../identity/scheduled-for-removal.ts';
import { leaveAllUnits } from '../identity/leave-all-units.ts';
import { isPessimistic } from '../lock/require-transaction.ts';
import { editedFields } from '../merge/edited-fields.ts';
import { parkTheirs } from '../state/base.ts';
import { rememberRead } from '../state/remember.ts';
import { stateOf } from '../state/unit-state.ts';
import { flushBeforeQuery, type QueryOptions } from './flush-before-query.ts';
import { mergeWholeRows } from './merge-whole-rows.ts';

/** Runs a `findOne` that asks the database for a row that may be loaded; when it learns that the row is gone, so is the object. */
export async function leaveWhenGone<T>(
  em: EntityManager,
  [entityName, where, options]: any[],
  findOne: () => Promise<T | null>,
): Promise<T | null> {
  const loaded =
    (options?.refresh || isPessimistic(options?.lockMode)) && !options.disableIdentityMap
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
  if (!isStored(object) || (await mergeWholeRows(em, [object])).size > 0) return;
  leaveUnlessEdited(em, object);
}

/** Lets an object leave whose row is gone. An edited one stays, so that its edits are not lost in silence; the flush tells that its row is gone. */
function leaveUnlessEdited(em: EntityManager, object: object): void {
  if (isPending(em, object)) noteGone(em, object);
  else leaveAllUnits(em, object);
}

/** The same for many. Answers with those that have left. */
export function leaveAllUnlessEdited(em: EntityManager, objects: readonly object[]): readonly object[] {
  // Asked of all before any leaves, which takes it out of the others' relations.
  const edited = new Set(objects.filter(object => isPending(em, object)));
  for (const object of edited) noteGone(em, object);
  const left = objects.filter(object => !edited.has(object));
  for (const object of left) if (isStored(object)) leaveAllUnits(em, object);
  return left;
}

/** Notes that the row of an edited object is gone, for as long as the transaction is not rolled back in which that was seen. */
export function noteGone(em: EntityManager, object: object): void {
  rememberRead(em, object);
  parkTheirs(object, null);
}

/** Whether `object` is a member of a unit that has its row. */
export function isStored(object: object): boolean {
  const { __managed: managed, __originalEntityData: base } = helper(object);
  return managed && base !== undefined;
}

/** Whether the flush still has to say that the row is gone. */
export function isPending(em: EntityManager, object: object): boolean {
  if (isScheduledForRemoval(em.getUnitOfWork(), object) || editedFields(em, object).length > 0) return true;
  return stateOf(em).suspects(object) && hasPendingLinks(object);
}

/** Whether something was added to a many-to-many collection, or removed from it. */
function hasPendingLinks(object: object): boolean {
  const { __meta: meta, __data: data } = helper(object);
  return meta.relations.some(({ kind, name }) => {
    const collection: unknown = kind === ReferenceKind.MANY_TO_MANY ? data[name] : undefined;
    return Utils.isCollection(collection) && collection.isDirty();
  });
}

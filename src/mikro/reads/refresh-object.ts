import { EntityManager, type FindOneOptions, helper } from '@mikro-orm/postgresql';
import { leaveAllUnits } from '../identity/leave-all-units.ts';
import { type Meta } from '../parts/internals.ts';
import { discardMembers } from './discard-members.ts';
import { isPending, noteGone } from './leave-when-gone.ts';
import { mergeWholeRows } from './merge-whole-rows.ts';

/** As MikroORM's, and whether the row is also to take the place of what the application has changed. */
export type RefreshOptions = FindOneOptions<any, any, any, any> & { readonly discardEdits?: boolean };

/** The method of the manager's that its types call private. */
interface LockRules {
  checkLockRequirements(mode: unknown, meta: Meta): void;
}

/** `em.refresh`: reads the row of `object` again and merges it. Null when the row is gone. */
export async function refreshObject(
  em: EntityManager,
  object: object,
  options: RefreshOptions = {},
): Promise<object | null> {
  // What was never stored has no row, and what has left the unit none of its own.
  const { __managed: member, __originalEntityData: stored } = helper(object);
  if (!member || !stored) return EntityManager.prototype.refresh.call(em, object, options as never);

  const { discardEdits = false, populate, ...reading } = options;
  (em as unknown as LockRules).checkLockRequirements(reading.lockMode, helper(object).__meta);
  const found = await mergeWholeRows(
    em,
    [object],
    { ...reading, filters: reading.filters ?? {} },
    { discardEdits },
  );
  if (found.size === 0) return leave(em, object, discardEdits);

  if (discardEdits) discardMembers(object);
  if (populate) await em.populate(object, populate as never, { ...reading, refresh: true } as never);
  return object;
}

/** An edited object stays, so that its edits are not lost in silence; the flush tells that its row is gone. */
async function leave(em: EntityManager, object: object, discardEdits: boolean): Promise<null> {
  if (discardEdits || !isPending(em, object)) leaveAllUnits(em, object);
  // A filter may have hidden the row.
  else if ((await mergeWholeRows(em, [object])).size === 0) noteGone(em, object);
  return null;
}

import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { leaveAllUnits } from '../identity/leave-all-units.ts';
import { readRowsOf } from '../lock/rows-of.ts';
import { parkTheirs } from '../state/base.ts';
import { isPending } from './leave-when-gone.ts';
import { runUnflushed } from './unflushed-query.ts';

/** Reads again the rows of everything that the unit has loaded, with one query per class. Edits stay, and so does the base that they were made on. */
export async function refreshUnit(em: EntityManager): Promise<void> {
  const loaded = [...em.getUnitOfWork(false).getIdentityMap()].filter(isLoaded);
  if (loaded.length === 0) return;
  const read = await runUnflushed(em, () => readRowsOf(em, loaded, {}));
  for (const object of loaded) {
    if (read.has(object) || !isLoaded(object)) continue;
    // An edited object stays, so that its edits are not lost in silence; the flush tells that its row is gone.
    if (isPending(em, object)) parkTheirs(object, null);
    else leaveAllUnits(em, object);
  }
}

function isLoaded(object: object): boolean {
  const { __managed: managed, __initialized: loaded, __originalEntityData: base } = helper(object);
  return managed && loaded && base !== undefined;
}

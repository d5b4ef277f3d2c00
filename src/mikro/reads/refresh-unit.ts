import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { readRowsOf } from '../lock/rows-of.ts';
import { leaveUnlessEdited } from './leave-when-gone.ts';
import { runUnflushed } from './unflushed-query.ts';

/** Reads again the rows of everything that the unit has loaded, with one query per class. Edits stay, and so does the base that they were made on. */
export async function refreshUnit(em: EntityManager): Promise<void> {
  const loaded = [...em.getUnitOfWork(false).getIdentityMap()].filter(isLoaded);
  if (loaded.length === 0) return;
  const read = await runUnflushed(em, () => readRowsOf(em, loaded, {}));
  for (const object of loaded) if (!read.has(object) && isLoaded(object)) leaveUnlessEdited(em, object);
}

function isLoaded(object: object): boolean {
  const { __managed: managed, __initialized: loaded, __originalEntityData: base } = helper(object);
  return managed && loaded && base !== undefined;
}

import { type EntityManager } from '@mikro-orm/postgresql';
import { readRowsOf } from '../lock/rows-of.ts';
import { leaveAllUnlessEdited } from './leave-when-gone.ts';
import { isLoaded, loadedObjects } from './loaded-objects.ts';
import { runUnflushed } from './unflushed-query.ts';

/** Reads again the rows of everything that the unit has loaded, with one query per class. Edits stay, and so does the base that they were made on. */
export async function refreshUnit(em: EntityManager): Promise<void> {
  const loaded = loadedObjects(em);
  if (loaded.length === 0) return;
  const read = await runUnflushed(em, () => readRowsOf(em, loaded, {}));
  leaveAllUnlessEdited(
    em,
    loaded.filter(object => isLoaded(object) && !read.has(object)),
  );
}

import { type EntityManager } from '@mikro-orm/postgresql';
import { leaveAllUnits } from '../identity/leave-all-units.ts';
import { readRowsOf } from '../lock/rows-of.ts';
import { type MergeOptions } from '../merge/read-row.ts';
import { discardMembers } from './discard-members.ts';
import { leaveAllUnlessEdited } from './leave-when-gone.ts';
import { isLoaded } from './loaded-objects.ts';

/** What becomes of edits when a row is newer than they are. */
export type RefreshStrategy = 'merge' | 'theirs' | 'mine';

const rules: Readonly<Record<RefreshStrategy, Partial<MergeOptions>>> = {
  merge: { rebase: 'disjoint' },
  theirs: { discardEdits: true },
  mine: { rebase: 'all' },
};

/** What a refresh has done to objects. */
export interface RefreshedRows {
  /** Those that took something of their rows, and whether edits of theirs were kept. */
  readonly taken: ReadonlyMap<object, boolean>;
  /** Those that have left the unit, because their rows are gone. */
  readonly left: readonly object[];
}

/** Reads the rows of `objects` again, in one query per class, and merges them by the strategy. */
export async function refreshRows<E extends object>(
  em: EntityManager,
  objects: readonly E[],
  strategy: RefreshStrategy,
): Promise<RefreshedRows> {
  const taken = new Map<object, boolean>();
  const onTaken = (object: object, edited: boolean): void => void taken.set(object, edited);
  const read = await readRowsOf(em, objects, {}, { ...rules[strategy], onTaken });
  if (strategy === 'theirs') for (const object of read) discardMembers(object);
  const gone = objects.filter(object => isLoaded(object) && !read.has(object));
  const left = strategy === 'theirs' ? leaveAll(em, gone) : leaveAllUnlessEdited(em, gone);
  return { taken, left };
}

function leaveAll(em: EntityManager, objects: readonly object[]): readonly object[] {
  for (const object of objects) if (isLoaded(object)) leaveAllUnits(em, object);
  return objects;
}

import { type EntityManager, type Reference } from '@mikro-orm/postgresql';
import { type Conflict } from '../errors/conflict-error.ts';
import { RefreshStrategyError } from '../errors/refresh-errors.ts';
import { askFollowers } from '../mikro/predicate/ask-followers.ts';
import { isLoaded, loadedObjects } from '../mikro/reads/loaded-objects.ts';
import { pendingConflicts } from '../mikro/reads/pending-conflicts.ts';
import { refreshCollections } from '../mikro/reads/refresh-collections.ts';
import { type RefreshedRows, refreshRows, type RefreshStrategy } from '../mikro/reads/refresh-rows.ts';
import { settle } from '../mikro/reads/settle.ts';
import { shownAsBefore } from '../mikro/reads/shown-as-before.ts';
import { runUnflushed } from '../mikro/reads/unflushed-query.ts';

/** How `em.refreshAll` is to work. */
export interface RefreshAllOptions {
  /**
   * What becomes of edits of an older row. `merge` keeps those that others have not contradicted, `theirs` discards
   * them, and `mine` keeps them all. Default: `merge`.
   */
  readonly strategy?: RefreshStrategy | undefined;
}

/** What `em.refreshAll` has found. No object is in two of the lists, and one whose row has not changed is in none. */
export interface Refreshed<E extends object = object> {
  /** Those that are their rows now, which others had changed or the strategy has given back. */
  readonly refreshed: readonly E[];
  /** Those that have edits, which are edits of their newer rows now. */
  readonly merged: readonly E[];
  /** Those that have left the unit, because their rows are gone. */
  readonly deleted: readonly E[];
  /** What a flush would refuse, as its ConflictError would tell it: edits that clash, or whose rows are gone. */
  readonly conflicts: readonly Conflict[];
}

/** `em.refreshAll`: documented there. */
export async function refreshAll<E extends object>(
  em: EntityManager,
  objects?: Iterable<E | Reference<E>>,
  { strategy = 'merge' }: RefreshAllOptions = {},
): Promise<Refreshed<E>> {
  if (!strategies.has(strategy)) throw new RefreshStrategyError(String(strategy));
  const loaded = loadedObjects(em, objects);
  const rows = await runUnflushed(em, () =>
    shownAsBefore(loaded, async () => {
      const read = await readAll(em, loaded, strategy);
      if (!objects) await askFollowers(em);
      return read;
    }),
  );
  return told(loaded, rows, pendingConflicts(em, loaded));
}

const strategies: ReadonlySet<string> = new Set<RefreshStrategy>(['merge', 'theirs', 'mine']);

async function readAll(
  em: EntityManager,
  objects: readonly object[],
  strategy: RefreshStrategy,
): Promise<RefreshedRows> {
  const rows = await refreshRows(em, objects, strategy);
  await settle(em, () => refreshCollections(em, objects.filter(isLoaded)));
  return rows;
}

function told<E extends object>(
  objects: readonly E[],
  { taken, left }: RefreshedRows,
  conflicts: readonly Conflict[],
): Refreshed<E> {
  const gone = new Set(left);
  const refused = new Set(conflicts.map(({ entity }) => entity));
  const changed = objects.filter(object => taken.has(object) && !refused.has(object));
  return {
    refreshed: changed.filter(object => !taken.get(object)),
    merged: changed.filter(object => taken.get(object)),
    deleted: objects.filter(object => gone.has(object)),
    conflicts,
  };
}

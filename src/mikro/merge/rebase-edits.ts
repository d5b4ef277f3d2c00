import { helper } from '@mikro-orm/postgresql';
import { type EntityFactory } from '../parts/entity-factory.ts';
import { type Data } from '../parts/internals.ts';
import { dropTheirs } from '../state/base.ts';
import { versionPropertyOf } from '../state/version-property.ts';
import { applyColumns } from './apply-columns.ts';
import { wholeFields } from './field-of.ts';
import { isPartial, noteLoaded } from './loaded-columns.ts';
import { type Edited } from './merge-under-edits.ts';
import { type ReadRow } from './read-row.ts';
import { isNewer } from './row-version.ts';
import { threeWay } from './three-way.ts';

/**
 * Makes a row the base of an object's edits: what is not edited follows it, and what is edited is edited from it on. False,
 * and nothing is done, when that would overwrite what others have written and `options.rebase` does not say so.
 */
export function rebaseEdits(factory: EntityFactory, read: ReadRow, sides: Edited): boolean {
  const { meta, object, row, options } = read;
  const { stored, differing, edited } = sides;
  const base = helper(object).__originalEntityData as Data;
  const isChanged = isNewer(read, stored) || [...differing].some(name => name in base);
  if (!isChanged || isPartial(object, row)) return false;
  if (options.rebase !== 'all' && overwrites(factory, read, sides)) return false;

  const kept = wholeFields(meta, edited);
  const version = versionPropertyOf(meta)?.name;
  const followed = [...differing, ...(version ? [version] : [])].filter(name => !kept.has(name));
  noteLoaded(meta, object, row);
  applyColumns(factory, read, followed, stored);
  for (const name of kept) if (name in stored) base[name] = stored[name];
  dropTheirs(object);
  options.onTaken?.(object, true);
  return true;
}

/** A removal, which has no edits of its own, overwrites whatever others have changed. */
function overwrites({ em }: EntityFactory, { meta, object }: ReadRow, sides: Edited): boolean {
  const { stored, mine, edited, removed } = sides;
  const base = helper(object).__originalEntityData as Data;
  return removed || threeWay(em, meta, { base, mine, theirs: stored, edited }).clashing.size > 0;
}

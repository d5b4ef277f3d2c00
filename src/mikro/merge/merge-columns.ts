import { helper } from '@mikro-orm/postgresql';
import { type EntityFactory } from '../parts/entity-factory.ts';
import { isScheduledForRemoval } from '../identity/scheduled-for-removal.ts';
import { type Data } from '../parts/internals.ts';
import { dropTheirs, theirsOf } from '../state/base.ts';
import { stateOf } from '../state/unit-state.ts';
import { applyColumns } from './apply-columns.ts';
import { differingFields, differingReadOnlyFields } from './differing-fields.ts';
import { changedFields, memoryForm } from './edited-fields.ts';
import { isPartial, noteLoaded } from './loaded-columns.ts';
import { mergeUnderEdits } from './merge-under-edits.ts';
import { type ReadRow } from './read-row.ts';
import { rebaseEdits } from './rebase-edits.ts';
import { isNewer } from './row-version.ts';
import { storedForm } from './stored-form.ts';

/** Merges the row's own columns. */
export function mergeColumns(factory: EntityFactory, read: ReadRow): void {
  const { meta, object, row, options } = read;
  const base = helper(object).__originalEntityData as Data | undefined;
  // What was never stored has no base; the row of the same key is another's.
  if (!base) return;

  const { em } = factory;
  const stored = storedForm(em, meta, row, options);
  const differing = differingFields(em, meta, stored, base);
  for (const name of differingReadOnlyFields(meta, object, stored, base)) differing.add(name);

  // A removal was decided on what was loaded, as an edit was.
  const removed = isScheduledForRemoval(factory.unitOfWork, object);
  if (removed || stateOf(em).suspects(object)) {
    const mine = memoryForm(em, object);
    const edited = changedFields(em, object, mine);
    if (removed || (edited.length > 0 && !options.discardEdits)) {
      const sides = { stored, differing, mine, edited, removed };
      if (options.rebase && rebaseEdits(factory, read, sides)) return;
      return mergeUnderEdits(factory, read, sides);
    }
    for (const name of differingFields(em, meta, stored, mine)) differing.add(name);
  }
  mergeIntoClean(factory, read, stored, differing);
}

function mergeIntoClean(factory: EntityFactory, read: ReadRow, stored: Data, differing: Set<string>): void {
  const { meta, object, row } = read;
  const base = helper(object).__originalEntityData as Data;
  const changed = [...differing].some(name => name in base) || isNewer(read, stored);
  const torn = changed && isPartial(object, row);
  noteLoaded(meta, object, row);
  if (torn) return void stateOf(factory.em).torn.add(object);

  if (theirsOf(object) !== undefined) dropTheirs(object);
  applyColumns(factory, read, differing, stored);
}

import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { type EntityFactory } from '../parts/entity-factory.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { baseVersionOf, dropTheirs, parkTheirs, type Row, setBaseVersion, theirsOf } from '../state/base.ts';
import { stateOf } from '../state/unit-state.ts';
import { versionPropertyOf } from '../state/version-property.ts';
import { applyColumns } from './apply-columns.ts';
import { differingFields } from './differing-fields.ts';
import { wholeFields } from './field-of.ts';
import { isPartial, noteLoaded } from './loaded-columns.ts';
import { type ReadRow } from './read-row.ts';
import { isNewer, isSameVersion } from './row-version.ts';

/** The three forms of an edited object's row. */
export interface Edited {
  readonly stored: Data;
  readonly mine: Data;
  /** The properties in which `stored` differs from the base. */
  readonly differing: ReadonlySet<string>;
  /** The properties in which `mine` differs from the base. */
  readonly edited: readonly string[];
  /** Whether it is scheduled for removal. */
  readonly removed: boolean;
}

/** Merges a row into an edited object: what is not edited follows the row, what is edited stays, and so does its base. */
export function mergeUnderEdits(
  factory: EntityFactory,
  read: ReadRow,
  { stored, mine, differing, edited }: Edited,
): void {
  const { meta, object, row } = read;
  const base = helper(object).__originalEntityData as Data;
  const kept = keptFields(meta, edited);
  const ahead = differingFields(factory.em, meta, stored, mine);
  const isStale =
    isNewer(read, stored) || [...differing].some(name => kept.has(name) && name in base && ahead.has(name));
  const partial = isPartial(object, row);

  for (const name of kept)
    if (name in stored && (!(name in base) || (!isStale && !ahead.has(name)))) base[name] = stored[name];
  const followed = [...differing].filter(name => !kept.has(name));
  noteLoaded(meta, object, row);
  applyColumns(factory, read, followed, stored);
  if (isStale) park(factory.em, read, stored, partial);
  else {
    adoptFirstVersion(read, stored);
    if (!partial && theirsOf(object) !== undefined) dropTheirs(object);
  }
}

/** What does not follow the row while the object is edited. */
function keptFields(meta: Meta, edited: readonly string[]): Set<string> {
  const kept = wholeFields(meta, edited);
  for (const { name, version, concurrencyCheck } of meta.props)
    if (version || concurrencyCheck) kept.add(name);
  return kept;
}

function park(em: EntityManager, { meta, object }: ReadRow, stored: Data, partial: boolean): void {
  const version = versionPropertyOf(meta)?.name;
  const seen = theirsOf(object) as Data | null | undefined;
  const sameRow = seen && version && isSameVersion(seen[version], stored[version]);
  parkTheirs(object, (sameRow ? { ...seen, ...stored } : stored) as Row);
  if (partial) stateOf(em).torn.add(object);
}

/** A reference that was edited before it was loaded is edited from the version that is now loaded. */
function adoptFirstVersion({ meta, object, row }: ReadRow, stored: Data): void {
  const version = versionPropertyOf(meta)?.name;
  if (!version || !(version in stored) || baseVersionOf(object) !== undefined) return;
  setBaseVersion(object, row[version]);
  Reflect.set(object, version, row[version]);
}

import { helper } from '@mikro-orm/postgresql';
import { type EntityFactory } from '../parts/entity-factory.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { record } from '../state/record.ts';
import { stateOf } from '../state/unit-state.ts';
import { versionPropertyOf } from '../state/version-property.ts';
import { wholeFields } from './field-of.ts';
import { makeRoom } from './make-room.ts';
import { type ReadRow } from './read-row.ts';
import { unshare } from './unshare.ts';

/** Puts the properties `names` of a row into memory and into the base. */
export function applyColumns(
  factory: EntityFactory,
  { meta, object, row, options }: ReadRow,
  names: Iterable<string>,
  stored: Data,
): void {
  const wrapped = helper(object);
  const base = wrapped.__originalEntityData as Data;
  const patch: Data = {};
  for (const name of wholeFields(meta, names)) if (name in row) patch[name] = row[name];
  const applied = Object.keys(patch);
  // A reference that becomes an object gets its collections even when there is no more to it than its key.
  if (applied.length === 0 && (wrapped.__initialized || !options.initialized)) return;

  makeRoom(meta, object, patch);
  const loaded = options.initialized || wrapped.__initialized;
  showingAsBefore(meta, object, () =>
    factory.hydrate(object, meta, patch, loaded ? { ...options, initialized: true } : options),
  );
  const own = Object.fromEntries(applied.map(name => [name, stored[name]]));
  unshare(meta, own);
  Object.assign(base, own);
  stateOf(factory.em).tellWatchers(object);
  record(factory.em, level => ({ type: 'synced', object, fields: applied, level }));
  options.onTaken?.(object, false);
}

/** The version is read along with whatever is read; where only some fields are shown it is not one of them. */
function showingAsBefore(meta: Meta, object: object, hydrate: () => void): void {
  const version = versionPropertyOf(meta)?.name;
  const shown = helper(object).__serializationContext.fields as Set<string> | undefined;
  const hidden = version !== undefined && shown !== undefined && !shown.has(version);
  hydrate();
  if (hidden) shown.delete(version);
}

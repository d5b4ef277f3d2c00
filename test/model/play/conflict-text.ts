import type { Conflict } from '../../../src/index.ts';
import { keyOf } from '../law/stored-rows.ts';
import type { ExpectedConflict } from '../law/unit.ts';
import type { UnitObject } from '../law/unit-object.ts';

/** Without the fields that were never loaded: the error may well tell what is stored in them. */
export function loadedFields({ fields }: Conflict, { base, mine }: UnitObject): ExpectedConflict['fields'] {
  const loaded = Object.entries(fields).filter(([name]) => name in (base ?? {}) || name in mine);
  return Object.fromEntries(loaded);
}

/** A conflict in one line, for comparing. */
export function textOfConflict({ object, kind, fields }: ExpectedConflict): string {
  return `${keyOf(object)} was ${kind}: ${JSON.stringify(sortKeys(fields))}`;
}

/** PostgreSQL orders the keys of JSON as it likes. */
function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sortKeys);
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sortKeys(inner)]));
}

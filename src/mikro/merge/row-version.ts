import { type Data } from '../parts/internals.ts';
import { baseVersionOf } from '../state/base.ts';
import { versionPropertyOf } from '../state/version-property.ts';
import { type ReadRow } from './read-row.ts';

/** Whether the row has another version than the one that the object was loaded with. */
export function isNewer({ meta, object }: ReadRow, stored: Data): boolean {
  const version = versionPropertyOf(meta)?.name;
  const loaded = baseVersionOf(object);
  if (!version || loaded === undefined || !(version in stored)) return false;
  return !isSameVersion(stored[version], loaded);
}

/** Whether two versions are the same, which come as numbers or as text; NULL is one. */
export function isSameVersion(one: unknown, other: unknown): boolean {
  return (one ?? null) === (other ?? null) || (one != null && other != null && Number(one) === Number(other));
}

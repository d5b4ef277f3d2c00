import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { type ConflictKind } from '../../errors/conflict-error.ts';
import { baseVersionOf, theirsOf } from '../state/base.ts';
import { versionPropertyOf } from '../state/version-property.ts';
import { changedRows } from './changed-rows.ts';
import { changedVersions } from './changed-versions.ts';

/** Those of `objects`, which are loaded, that are not what is stored, and why. */
export async function outdated<E extends object>(
  em: EntityManager,
  objects: readonly E[],
): Promise<Map<E, ConflictKind>> {
  const versioned = Map.groupBy(objects, hasVersion);
  const found = new Map<object, ConflictKind>([
    ...(await changedVersions(em, versioned.get(true) ?? [])),
    ...(await changedRows(em, versioned.get(false) ?? [])),
  ]);
  // A read has seen a newer row already, which an edit has kept from memory.
  for (const object of objects) {
    const theirs = theirsOf(object);
    if (theirs !== undefined && !found.has(object)) found.set(object, theirs ? 'changed' : 'deleted');
  }
  return new Map(
    objects.flatMap(object => {
      const kind = found.get(object);
      return kind ? [[object, kind] as const] : [];
    }),
  );
}

/** Whether the version tells. One that was merged without a version has none to compare. */
function hasVersion(object: object): boolean {
  return versionPropertyOf(helper(object).__meta) !== undefined && baseVersionOf(object) !== undefined;
}

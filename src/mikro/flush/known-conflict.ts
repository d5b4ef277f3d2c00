import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { type ChangeSet, type Data } from '../parts/internals.ts';
import { theirsOf } from '../state/base.ts';
import { versionPropertyOf } from '../state/version-property.ts';

/** Whether a read has shown already that a change would overwrite what others wrote, where no version in the statement tells. */
export function isKnownConflict(em: EntityManager, { entity, meta, payload }: ChangeSet): boolean {
  const theirs = theirsOf(entity);
  if (theirs === undefined || versionPropertyOf(meta)) return false;
  if (theirs === null) return true;
  const base: Data = helper(entity as object).__originalEntityData ?? {};
  const differing = (row: Data) =>
    Object.keys(em.getComparator().diffEntities(meta.class, row, { ...row, ...theirs }));
  const fromMine = new Set(differing({ ...base, ...payload }));
  return differing(base).some(name => name in payload && fromMine.has(name));
}

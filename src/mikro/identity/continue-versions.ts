import { type AnyEntity, ChangeSetType, raw } from '@mikro-orm/postgresql';
import { type ChangeSet } from '../parts/internals.ts';
import { type UnitOfWork } from '../parts/unit-of-work.ts';
import { baseVersionOf } from '../state/base.ts';
import { versionPropertyOf } from '../state/version-property.ts';
import { baseHash } from './base-hash.ts';

/** Where a removed row comes back under its key: deletes it first, and lets its version go on. To be called once the changes of a flush are known. */
export function continueVersions(uow: UnitOfWork): void {
  const changeSets = uow.getChangeSets();
  const deletions = changeSets.filter(
    ({ type }) => type === ChangeSetType.DELETE || type === ChangeSetType.DELETE_EARLY,
  );
  if (deletions.length === 0) return;

  const rowOf = ({ entity, rootMeta }: ChangeSet) => `${rootMeta._id}:${baseHash(uow.em, entity as object)}`;
  const removed = new Map(deletions.map(deletion => [rowOf(deletion), deletion]));
  for (const creation of changeSets) {
    const before = creation.type === ChangeSetType.CREATE ? removed.get(rowOf(creation)) : undefined;
    if (!before) continue;
    before.type = ChangeSetType.DELETE_EARLY;
    continueVersion(creation, before.entity as AnyEntity);
  }
}

function continueVersion(creation: ChangeSet, removed: object): void {
  const base = baseVersionOf(removed);
  if (base === undefined || base === null) return;
  for (const changeSet of [creation, ...(creation.tptChangeSets ?? [])]) {
    const version = versionPropertyOf(changeSet.meta);
    const isHere = version && (!creation.tptChangeSets?.length || changeSet.meta.ownProps?.includes(version));
    // A fragment, because MikroORM reads only those back from an INSERT.
    if (isHere) (changeSet.payload as Record<string, unknown>)[version.name] = raw(`${Number(base) + 1}`);
  }
}

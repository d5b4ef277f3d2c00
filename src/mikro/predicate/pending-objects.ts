import { Cascade, type EntityManager, helper, ReferenceKind } from '@mikro-orm/postgresql';
import { isNewObject } from '../identity/is-new-object.ts';
import { relatedObjects } from '../identity/related-objects.ts';
import { isScheduledForRemoval } from '../identity/scheduled-for-removal.ts';
import { quietly } from '../state/quietly.ts';

/** The new objects that the next flush stores: what is persisted, and what that and the objects `leading` lead to. */
export function pendingObjects(em: EntityManager, leading: Iterable<object>): ReadonlySet<object> {
  const uow = em.getUnitOfWork(false);
  const found = new Set<object>();
  const seen = new Set<object>();
  const follow = (object: object): void => {
    if (seen.has(object)) return;
    seen.add(object);
    if (isNewObject(object)) found.add(object);
    for (const target of newTargets(object)) if (!isScheduledForRemoval(uow, target)) follow(target);
  };
  for (const object of uow.getPersistStack()) follow(object);
  for (const object of leading) follow(object);
  return found;
}

/** The new objects that `object` leads to and that are stored along with it. */
export function newTargets(object: object): readonly object[] {
  const { __meta: meta } = helper(object);
  return meta.relations
    .filter(({ cascade }) => cascade.includes(Cascade.PERSIST) || cascade.includes(Cascade.ALL))
    .filter(({ kind, owner }) => kind !== ReferenceKind.ONE_TO_ONE || owner || isNewObject(object))
    .flatMap(({ name }) => relatedObjects(quietly(() => Reflect.get(object, name))))
    .filter(isNewObject);
}

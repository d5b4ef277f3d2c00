import { type EntityManager, helper, Reference, Utils } from '@mikro-orm/postgresql';
import { levelOf } from '../state/level.ts';
import { isRecorded } from '../state/record.ts';
import { rememberFor } from '../state/remember.ts';
import { relatedObjects } from './related-objects.ts';

/** Remembers `object` and what its relations lead to, which MikroORM changes when it is to be removed. */
export function rememberRelated(em: EntityManager, object: object): void {
  if (!levelOf(em)) return;
  rememberFor(em, object);
  const { __meta: meta, __data: data } = helper(object);
  for (const { name } of meta.bidirectionalRelations)
    for (const target of relatedObjects(data[name])) rememberFor(em, target);
}

/** Remembers `object` and the objects that refer to it, from whose relations it goes when it leaves the unit. */
export function rememberRemoval(em: EntityManager, object: object): void {
  if (!levelOf(em) && !isRecorded(em)) return;
  rememberFor(em, object);
  const map = em.getUnitOfWork(false).getIdentityMap();
  for (const { meta, prop } of helper(object).__meta.referencingProperties)
    for (const referrer of map.getStore(meta).values())
      if (refersTo(referrer, prop.name, object)) rememberFor(em, referrer);
}

function refersTo(referrer: object, name: string, object: object): boolean {
  const value: unknown = helper(referrer).__data[name];
  if (Utils.isCollection(value)) return value.contains(object as never, false);
  return !Utils.isEntity<object>(value, true) || Reference.unwrapReference(value) === object;
}

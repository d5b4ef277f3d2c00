import { type EntityManager, helper, Reference, Utils, ValidationError } from '@mikro-orm/postgresql';
import { isNewObject } from '../identity/is-new-object.ts';

/**
 * Those of `given`, or of all that the unit has, that it has loaded: neither new objects nor references without values.
 *
 * @throws ValidationError when one of `given` is not the unit's
 */
export function loadedObjects<E extends object>(
  em: EntityManager,
  given?: Iterable<E | Reference<E>>,
): readonly E[] {
  const map = em.getUnitOfWork(false).getIdentityMap();
  // The map has the unit's objects, of whatever class is asked for.
  const all = given ? [...given].map(object => Reference.unwrapReference(object as object)) : [...map];
  const objects = [...new Set<object>(all)];
  if (given) for (const object of objects) requireOwn(em, object);
  return objects.filter(isLoaded) as E[];
}

/** Whether the unit has read a row into `object`, or has stored it, and has not let it go. */
export function isLoaded(object: object): boolean {
  const { __managed: managed, __initialized: loaded, __originalEntityData: base } = helper(object);
  return managed && loaded && base !== undefined;
}

function requireOwn(em: EntityManager, object: object): void {
  const isOwn =
    Utils.isEntity(object) &&
    (isNewObject(object) || em.getUnitOfWork(false).getIdentityMap().getByEntity(object) === object);
  if (!isOwn) throw ValidationError.entityNotManaged(object as never);
}

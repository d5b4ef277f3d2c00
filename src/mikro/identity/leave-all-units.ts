import { type Collection, type EntityManager, helper, Utils } from '@mikro-orm/postgresql';
import { type Data } from '../parts/internals.ts';
import { recordGone } from '../state/record.ts';
import { managersOf } from './managers-of.ts';

/** Lets an object whose row is gone leave the unit of `em`, and those around it that share the object. */
export function leaveAllUnits(em: EntityManager, object: object): void {
  recordGone(em, object);
  const units = managersOf(em).map(manager => manager.getUnitOfWork(false));
  const clean = cleanCollectionsWith(em, object);
  // Each map has the object by its base, which the first unit that it leaves takes from it.
  for (const unit of units) unit.getIdentityMap().delete(object as never);
  for (const unit of units) unit.unsetIdentity(object as never);
  // It is no member of theirs because it is not stored, which is nothing to be written.
  for (const collection of clean) collection.takeSnapshot();
}

function cleanCollectionsWith(em: EntityManager, object: object): Collection<object>[] {
  const map = em.getUnitOfWork(false).getIdentityMap();
  return helper(object).__meta.referencingProperties.flatMap(({ meta, prop }) =>
    [...map.getStore(meta).values()].flatMap(owner => {
      const value: unknown = (helper(owner).__data as Data)[prop.name];
      if (!Utils.isCollection<object>(value) || value.isDirty()) return [];
      return value.contains(object, false) ? [value as Collection<object>] : [];
    }),
  );
}

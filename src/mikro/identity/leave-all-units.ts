import { type EntityManager } from '@mikro-orm/postgresql';
import { parentOf } from '../state/unit-state.ts';

/** Lets an object whose row is gone leave the unit of `em`, and those around it that share the object. */
export function leaveAllUnits(em: EntityManager, object: object): void {
  const units = [];
  for (let around: EntityManager | undefined = em; around; around = parentOf(around))
    units.push(around.getUnitOfWork(false));
  // Each map has the object by its base, which the first unit that it leaves takes from it.
  for (const unit of units) unit.getIdentityMap().delete(object as never);
  for (const unit of units) unit.unsetIdentity(object as never);
}

import { type EntityManager } from '@mikro-orm/postgresql';
import { recordGone } from '../state/record.ts';
import { managersOf } from './managers-of.ts';

/** Lets an object whose row is gone leave the unit of `em`, and those around it that share the object. */
export function leaveAllUnits(em: EntityManager, object: object): void {
  recordGone(em, object);
  const units = managersOf(em).map(manager => manager.getUnitOfWork(false));
  // Each map has the object by its base, which the first unit that it leaves takes from it.
  for (const unit of units) unit.getIdentityMap().delete(object as never);
  for (const unit of units) unit.unsetIdentity(object as never);
}

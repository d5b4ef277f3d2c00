import { type EntityManager } from '@mikro-orm/postgresql';
import { ChangeSetPersister } from './change-set-persister.ts';
import { EntityFactory } from './entity-factory.ts';
import { EntityLoader } from './entity-loader.ts';
import { IdentityMap } from './identity-map.ts';
import { UnitOfWork } from './unit-of-work.ts';

/**
 * Makes the parts that MikroORM gave to `em` truthful ones. They are `#private` to the manager and cannot be
 * replaced; so each keeps its state and gets the prototype of our subclass. Nothing outside `em` changes.
 */
export function adoptParts(em: EntityManager): void {
  const uow = em.getUnitOfWork(false);
  adopt(em, uow, UnitOfWork);
  adopt(em, uow.getIdentityMap(), IdentityMap);
  adopt(em, uow.getChangeSetPersister(), ChangeSetPersister);
  adopt(em, em.getEntityFactory(), EntityFactory);
  adopt(em, em.getEntityLoader(), EntityLoader);
}

function adopt(em: EntityManager, part: object, Own: { prototype: object }): void {
  Object.setPrototypeOf(part, Own.prototype);
  (part as { em: EntityManager }).em = em;
}

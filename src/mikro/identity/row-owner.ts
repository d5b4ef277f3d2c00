import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { baseHash } from './base-hash.ts';

/** The object that the unit of `em` has for the row of `object`, which may be another. */
export function rowOwner(em: EntityManager, object: object): object | undefined {
  return em.getUnitOfWork(false).getIdentityMap().getByHash(helper(object).__meta.root, baseHash(em, object));
}

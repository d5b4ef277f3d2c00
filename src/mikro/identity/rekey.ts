import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';
import { baseHash } from './base-hash.ts';
import { managersOf } from './managers-of.ts';

/** Moves `object` to its row's new key, in the map of `em` and in those of the units around it that share the object. */
export function rekey(em: EntityManager, object: object, hashBefore: string): void {
  const { root }: Meta = helper(object).__meta;
  const hash = baseHash(em, object);
  for (const manager of managersOf(em)) {
    const store = manager.getUnitOfWork(false).getIdentityMap().getStore(root);
    if (store.get(hashBefore) !== object) continue;
    store.delete(hashBefore);
    store.set(hash, object as never);
  }
}

import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';
import { isScheduledForRemoval } from './scheduled-for-removal.ts';
import { hashInMemory, objectsByKey } from './unique-key-index.ts';
import { type UniqueKey } from './unique-keys.ts';

/** The object of the unit that a unique key of this hash names: loaded, edited or new, and not removed. Sends no query. */
export function findByUniqueKey(
  em: EntityManager,
  meta: Meta,
  key: UniqueKey,
  hash: string,
): object | undefined {
  const uow = em.getUnitOfWork(false);
  const loaded = objectsByKey(em, key, hash);
  // The application writes to new objects unseen.
  const isMeant = (object: object) =>
    object instanceof meta.class && !helper(object).__managed && hashInMemory(em, key, object) === hash;
  const found = [...loaded, ...[...uow.getPersistStack()].filter(isMeant)];
  return found.find(object => object instanceof meta.class && !isScheduledForRemoval(uow, object));
}

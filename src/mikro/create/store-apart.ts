import { type EntityManager, type EntityName, helper, type RequiredEntityData } from '@mikro-orm/postgresql';
import { rideAlong } from '../wire/ride-along.ts';

/** Creates and stores one object, and nothing else that the unit has pending but the new objects that it refers to. A failure leaves no trace. */
export async function storeApart<E extends object>(
  em: EntityManager,
  type: EntityName<E>,
  data: RequiredEntityData<E>,
): Promise<E> {
  const create = async (fork: EntityManager): Promise<E> => fork.create(type, data, { persist: true });
  const stored = await rideAlong(() => em.transactional(create, { alone: true, apart: true } as object));
  const pending = em.getUnitOfWork(false).getPersistStack();
  for (const object of pending) if (helper(object).__managed) pending.delete(object);
  return stored;
}

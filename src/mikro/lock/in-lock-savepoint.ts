import { type EntityManager, type Transaction } from '@mikro-orm/postgresql';
import { rideAlong } from '../wire/ride-along.ts';

/** Runs `work` in a savepoint, which keeps what is locked in it: where the lock is not to be had, the transaction goes on. */
export function inLockSavepoint<T>(em: EntityManager, work: (trx: Transaction) => Promise<T>): Promise<T> {
  const ctx = em.getTransactionContext();
  return rideAlong(() => em.getConnection('write').transactional(work, { ctx } as never));
}

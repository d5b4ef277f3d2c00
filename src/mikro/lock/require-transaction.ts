import { type EntityManager, LockMode, type Transaction } from '@mikro-orm/postgresql';
import { TransactionRequiredError } from '../../errors/transaction-required-error.ts';

/** Whether `mode` locks rows in the database. */
export function isPessimistic(mode: LockMode | undefined): mode is LockMode {
  return mode !== undefined && mode !== null && mode !== LockMode.NONE && mode !== LockMode.OPTIMISTIC;
}

/** Throws TransactionRequiredError when `mode` locks rows and there is no transaction that would hold the locks. */
export function requireTransactionFor(
  em: EntityManager,
  mode: LockMode | undefined,
  transaction: Transaction = em.getTransactionContext(),
): void {
  if (isPessimistic(mode) && !transaction) throw new TransactionRequiredError(LockMode[mode]);
}

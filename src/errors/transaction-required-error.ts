import { ValidationError } from '@mikro-orm/postgresql';

/** A lock was asked for outside a transaction, where it would be gone as soon as it was taken. */
export class TransactionRequiredError extends ValidationError {
  readonly code = 'SELFSAME_TRANSACTION_REQUIRED';

  constructor(
    /** The name of the lock mode, for example `PESSIMISTIC_WRITE`, or the method that takes the lock, for example `em.lockKey`. */
    readonly lockMode: string,
  ) {
    const asked = lockMode.startsWith('em.') ? lockMode : `LockMode.${lockMode}`;
    super(
      `${asked} was asked for outside a transaction. PostgreSQL holds a lock until its transaction ends, and here that is the ` +
        `end of the statement. Take and use the lock in one transaction: await em.transactional(async em => { … })`,
    );
  }
}

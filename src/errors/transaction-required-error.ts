import { ValidationError } from '@mikro-orm/postgresql';

/** A row lock was asked for outside a transaction, where it would be gone as soon as it was taken. */
export class TransactionRequiredError extends ValidationError {
  readonly code = 'SELFSAME_TRANSACTION_REQUIRED';

  constructor(
    /** The name of the lock mode, for example `PESSIMISTIC_WRITE`. */
    readonly lockMode: string,
  ) {
    super(
      `LockMode.${lockMode} was asked for outside a transaction. PostgreSQL holds a row lock until its transaction ends, and here that ` +
        `is the end of the statement. Lock and use the rows in one transaction: await em.transactional(async em => { … })`,
    );
  }
}

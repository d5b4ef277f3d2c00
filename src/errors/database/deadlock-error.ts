import { DeadlockException } from '@mikro-orm/postgresql';
import { tell } from './tell.ts';

/** Transactions waited for each other, and PostgreSQL rolled this one back. SQLSTATE 40P01. */
export class DeadlockError extends DeadlockException {
  declare readonly code: '40P01';
  declare readonly sqlState: '40P01';

  constructor(cause: Error) {
    super(cause);
    tell(
      this,
      cause,
      'The transaction was rolled back: it and another one each waited for a lock that the other held. Do ' +
        'the whole transaction again; take locks in one order everywhere.',
    );
  }
}

import { LockWaitTimeoutException } from '@mikro-orm/postgresql';
import { tell } from './tell.ts';

/** A lock was not to be had at once, or within lock_timeout. SQLSTATE 55P03. */
export class LockTimeoutError extends LockWaitTimeoutException {
  declare readonly code: '55P03';
  declare readonly sqlState: '55P03';

  constructor(cause: Error) {
    super(cause);
    tell(
      this,
      cause,
      'Another transaction holds a lock that this statement needs, and it was not given up in time (nowait, ' +
        'or lock_timeout). Try again later, or wait longer.',
    );
  }
}

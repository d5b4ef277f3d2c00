import { ConnectionException } from '@mikro-orm/postgresql';
import { tell } from './tell.ts';

/** No connection was free in time: the pool is in use, or the server takes no more. SQLSTATE 53300, nothing was sent. */
export class PoolExhaustedError extends ConnectionException {
  declare readonly code: '53300';
  declare readonly sqlState: '53300';

  constructor(cause: Error) {
    super(cause);
    tell(
      this,
      cause,
      'No connection was to be had: all of the pool stayed in use until connectionTimeoutMillis had passed, or the server has as many ' +
        'clients as it takes. Nothing was sent. Look for transactions that are open for long, or take a second connection while they hold one.',
      { code: '53300' },
    );
  }
}

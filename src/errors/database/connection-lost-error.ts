import { ConnectionException } from '@mikro-orm/postgresql';
import { tell } from './tell.ts';

/**
 * The database cannot be reached, or the connection to it ended, and nothing of the transaction is stored.
 *
 * A transaction whose connection ends before its COMMIT is rolled back by PostgreSQL. When it is not known whether
 * something was stored, the error is a `CommitUnknownError`.
 */
export class ConnectionLostError extends ConnectionException {
  /** The server's SQLSTATE (08xxx, 57P01 to 57P05, 25P03, 25P04), or 08006 when the connection ended without one. */
  declare readonly code: string;
  declare readonly sqlState: string;

  constructor(cause: Error, sqlState = '08006', atCommit = false) {
    super(cause);
    const what = atCommit
      ? 'The connection to PostgreSQL was lost at COMMIT; the server says that the transaction was rolled back. '
      : 'The connection to PostgreSQL was lost, or cannot be made. What was not committed is rolled back. ';
    tell(this, cause, `${what}See error.cause; do the whole transaction again once the server answers.`, {
      code: sqlState,
    });
  }
}

import { ConnectionException } from '@mikro-orm/postgresql';
import { tell } from './database/tell.ts';

/** The connection was lost while a COMMIT, or a statement outside a transaction, was on its way, and no server could say whether it is stored. */
export class CommitUnknownError extends ConnectionException {
  override readonly code = 'SELFSAME_COMMIT_UNKNOWN';
  declare readonly sqlState: '08007';

  constructor(
    cause: Error,
    /** For `select pg_xact_status('…')`, when it is known. */
    readonly transactionId: string | undefined,
  ) {
    super(cause);
    tell(
      this,
      cause,
      'The connection was lost while a COMMIT, or a statement outside a transaction, was on its way, and it could not be found out whether it is ' +
        'stored. Do not repeat it blindly: read what it should have written first' +
        (transactionId === undefined
          ? '.'
          : `, or ask the server: select pg_xact_status('${transactionId}').`),
      { sqlState: '08007' },
    );
  }
}

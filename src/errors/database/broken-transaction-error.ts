import { ServerException } from '@mikro-orm/postgresql';
import { tell } from './tell.ts';

/** A statement was to run in a transaction in which one has failed. It was not sent. SQLSTATE 25P02. */
export class BrokenTransactionError extends ServerException {
  declare readonly code: '25P02';
  declare readonly sqlState: '25P02';

  /** `cause` is the error that broke the transaction, or PostgreSQL's refusal when nobody saw that one. */
  constructor(cause: Error | undefined) {
    super(new Error());
    tell(
      this,
      cause,
      'An earlier statement of this transaction failed, so PostgreSQL runs no more of them: see error.cause. ' +
        'Let that error end the transaction, or run what may fail in a transaction inside it, which is a savepoint.',
      { code: '25P02' },
    );
  }
}

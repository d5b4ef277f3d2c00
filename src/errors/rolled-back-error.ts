import { SelfsameError } from './selfsame-error.ts';

/** A transaction was to be committed in which a statement had failed, so PostgreSQL rolled it back. */
export class RolledBackError extends SelfsameError {
  readonly code = 'SELFSAME_ROLLED_BACK';

  /** `cause` is the error that broke the transaction, when it was seen. */
  constructor(cause: Error | undefined) {
    super(
      'Nothing of the transaction was stored: a statement in it had failed, the error was swallowed, and PostgreSQL answers the COMMIT of ' +
        'such a transaction with a rollback. See error.cause. Let the error end the transaction, or run what may fail in a transaction ' +
        'inside it, which is a savepoint.',
      { cause },
    );
  }
}

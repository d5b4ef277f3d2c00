import { DeadlockException } from '@mikro-orm/postgresql';
import { tell } from './tell.ts';

/** A transaction met another one that it cannot be put in order with, and was rolled back. SQLSTATE 40001. */
export class SerializationFailureError extends DeadlockException {
  declare readonly code: '40001';
  declare readonly sqlState: '40001';

  constructor(cause: Error) {
    super(cause);
    tell(
      this,
      cause,
      'The transaction was rolled back: another one changed what it had read or wanted to write, so the two ' +
        'have no order one after the other. Do the whole transaction again.',
    );
  }
}

import { ReadOnlyException } from '@mikro-orm/postgresql';
import { tell } from './tell.ts';

/** A statement writes, and the transaction or the server allows reads alone. SQLSTATE 25006. */
export class ReadOnlyError extends ReadOnlyException {
  declare readonly code: '25006';
  declare readonly sqlState: '25006';

  constructor(cause: Error) {
    super(cause);
    tell(
      this,
      cause,
      'A statement writes where only reads are allowed: the transaction is read only, or the server is a ' +
        'standby. Write in a transaction of the primary.',
    );
  }
}

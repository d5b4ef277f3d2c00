import { ServerException } from '@mikro-orm/postgresql';
import { tell } from './tell.ts';

/** A statement was stopped because somebody asked for it: an abort signal, or pg_cancel_backend. SQLSTATE 57014. */
export class QueryCanceledError extends ServerException {
  declare readonly code: '57014';
  declare readonly sqlState: '57014';

  constructor(cause: Error) {
    super(cause);
    tell(
      this,
      cause,
      'A statement was stopped because somebody asked for it: an abort signal, or pg_cancel_backend. In a ' +
        'transaction, roll back.',
    );
  }
}

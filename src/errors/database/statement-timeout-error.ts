import { ServerException } from '@mikro-orm/postgresql';
import { tell } from './tell.ts';

/** A statement ran longer than statement_timeout allows, and PostgreSQL stopped it. SQLSTATE 57014. */
export class StatementTimeoutError extends ServerException {
  declare readonly code: '57014';
  declare readonly sqlState: '57014';

  constructor(cause: Error) {
    super(cause);
    tell(
      this,
      cause,
      'PostgreSQL stopped a statement because it ran longer than statement_timeout allows. Make it faster, ' +
        'wait for fewer locks, or raise the timeout.',
    );
  }
}

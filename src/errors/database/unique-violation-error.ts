import { UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { tell } from './tell.ts';
import { byConstraint, namedIn, type Violation } from './violation.ts';

/** Another row has the same value for something that is unique. SQLSTATE 23505. */
export class UniqueViolationError extends UniqueConstraintViolationException implements Violation {
  declare readonly code: '23505';
  declare readonly sqlState: '23505';
  declare readonly constraint: string | undefined;
  declare readonly table: string | undefined;
  declare readonly schema: string | undefined;
  declare readonly columns: readonly string[];
  declare readonly entity: string | undefined;
  declare readonly properties: readonly string[];

  constructor(cause: Error, violation: Violation) {
    super(cause);
    const message =
      `${namedIn(violation)} was refused${byConstraint(violation)}: another row has the same value, and it has to be unique. ` +
      `Read the row that exists and decide again, or use another value.`;
    tell(this, cause, message, violation);
  }
}

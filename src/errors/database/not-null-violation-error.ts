import { NotNullConstraintViolationException } from '@mikro-orm/postgresql';
import { tell } from './tell.ts';
import { namedIn, type Violation } from './violation.ts';

/** A row has no value where its column must have one. SQLSTATE 23502. */
export class NotNullViolationError extends NotNullConstraintViolationException implements Violation {
  declare readonly code: '23502';
  declare readonly sqlState: '23502';
  declare readonly constraint: string | undefined;
  declare readonly table: string | undefined;
  declare readonly schema: string | undefined;
  declare readonly columns: readonly string[];
  declare readonly entity: string | undefined;
  declare readonly properties: readonly string[];

  constructor(cause: Error, violation: Violation) {
    super(cause);
    const message =
      `${namedIn(violation)} was refused: the column has to have a value, and the row has none. ` +
      `Give it one, or declare the property nullable and migrate.`;
    tell(this, cause, message, violation);
  }
}

import { ForeignKeyConstraintViolationException } from '@mikro-orm/postgresql';
import { tell } from './tell.ts';
import { byConstraint, namedIn, type Violation } from './violation.ts';

/** A row refers to a row that is not there, or a row that is to go is still referred to. SQLSTATE 23503, or 23001 where the relation restricts. */
export class ForeignKeyViolationError extends ForeignKeyConstraintViolationException implements Violation {
  declare readonly code: '23503' | '23001';
  declare readonly sqlState: '23503' | '23001';
  declare readonly constraint: string | undefined;
  declare readonly table: string | undefined;
  declare readonly schema: string | undefined;
  declare readonly columns: readonly string[];
  declare readonly entity: string | undefined;
  declare readonly properties: readonly string[];

  constructor(cause: Error, violation: Violation) {
    super(cause);
    const message =
      `${namedIn(violation)} was refused${byConstraint(violation)}: the row that it refers to does not exist, or the row that was to go is still referred to. ` +
      `Store the other row first; or remove what refers to it, or declare deleteRule on the relation.`;
    tell(this, cause, message, violation);
  }
}

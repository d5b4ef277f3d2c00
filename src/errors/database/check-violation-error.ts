import { CheckConstraintViolationException } from '@mikro-orm/postgresql';
import { tell } from './tell.ts';
import { byConstraint, namedIn, type Violation } from './violation.ts';

/** A row does not satisfy a check of its table. SQLSTATE 23514. */
export class CheckViolationError extends CheckConstraintViolationException implements Violation {
  declare readonly code: '23514';
  declare readonly sqlState: '23514';
  declare readonly constraint: string | undefined;
  declare readonly table: string | undefined;
  declare readonly schema: string | undefined;
  declare readonly columns: readonly string[];
  declare readonly entity: string | undefined;
  declare readonly properties: readonly string[];

  constructor(cause: Error, violation: Violation) {
    super(cause);
    const message =
      `${namedIn(violation)} was refused${byConstraint(violation)}: the row does not satisfy this check. ` +
      `Correct the values before they are stored; the declaration of the check says what it allows.`;
    tell(this, cause, message, violation);
  }
}

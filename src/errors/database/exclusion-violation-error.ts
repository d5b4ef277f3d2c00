import { ConstraintViolationException } from '@mikro-orm/postgresql';
import { tell } from './tell.ts';
import { byConstraint, namedIn, type Violation } from './violation.ts';

/** A row overlaps another one that an exclusion constraint keeps it apart from. SQLSTATE 23P01. */
export class ExclusionViolationError extends ConstraintViolationException implements Violation {
  declare readonly code: '23P01';
  declare readonly sqlState: '23P01';
  declare readonly constraint: string | undefined;
  declare readonly table: string | undefined;
  declare readonly schema: string | undefined;
  declare readonly columns: readonly string[];
  declare readonly entity: string | undefined;
  declare readonly properties: readonly string[];

  constructor(cause: Error, violation: Violation) {
    super(cause);
    const message =
      `${namedIn(violation)} was refused${byConstraint(violation)}: another row is in its way, and the two may not overlap. ` +
      `Read the rows that exist and choose again.`;
    tell(this, cause, message, violation);
  }
}

import { SelfsameError } from './selfsame-error.ts';

/** An expression, or a change with one in it, that means nothing for the property it is for. */
export class ExpressionError extends SelfsameError {
  readonly code = 'SELFSAME_EXPRESSION';

  constructor(
    /** The expression, for example `increment`. */
    readonly expression: string,
    /** What is wrong with it, and what to do. */
    readonly reason: string,
    /** Undefined when it is wrong wherever it is used. */
    readonly entityName?: string,
    readonly property?: string,
  ) {
    const place =
      entityName === undefined ? '' : ` for ${entityName}${property === undefined ? '' : `.${property}`}`;
    super(`Cannot use ${expression}${place}: ${reason} No statement was sent.`);
  }
}

/** A property was read whose value the database has yet to compute. */
export class UnflushedExpressionError extends SelfsameError {
  readonly code = 'SELFSAME_UNFLUSHED_EXPRESSION';

  constructor(
    readonly entityName: string,
    readonly property: string,
  ) {
    super(
      `${entityName}.${property} was read before a flush: an expression was assigned to it, so only the database can tell its value. ` +
        `Flush first, or change the row by em.updateRow, after which the object has the value.`,
    );
  }
}

/** The condition of an `em.updateRow` is about more than the row that it changes. */
export class ForeignGuardError extends SelfsameError {
  readonly code = 'SELFSAME_FOREIGN_GUARD';

  constructor(readonly entityName: string) {
    super(
      `Cannot update ${entityName} only if rows of other tables are as asked: PostgreSQL does not look at those again when it had to ` +
        `wait for another transaction, so the condition would not hold. No statement was sent. Let onlyIf name the row's own columns, ` +
        `or lock the other rows first, in one transaction.`,
    );
  }
}

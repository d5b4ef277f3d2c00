import { SelfsameError } from './selfsame-error.ts';

/** An object was written to that another transaction of the same unit, which is still open, has written to. */
export class ObjectInTransactionError extends SelfsameError {
  readonly code = 'SELFSAME_OBJECT_IN_TRANSACTION';

  constructor(
    readonly entityName: string,
    readonly key: string,
  ) {
    super(
      `${entityName} ${key} was written to by another transaction of this unit of work, which is still open. Its edits would be ` +
        `stored by whichever of the two flushes first. Run the transactions one after the other, or give each a unit of its own: ` +
        `em.transactional(body, { clear: true }), or orm.em.fork().transactional(body)`,
    );
  }
}

/** A transaction inside another one asked for a stronger isolation level than that has. */
export class WeakerTransactionError extends SelfsameError {
  readonly code = 'SELFSAME_WEAKER_TRANSACTION';

  constructor(
    /** The level that was asked for, for example `serializable`. */
    readonly wanted: string,
    /** The level of the transaction that is open. */
    readonly open: string,
  ) {
    super(
      `A transaction at ${wanted} was asked for inside one at ${open}. PostgreSQL has one level for the whole transaction, so the ` +
        `inner one would run at ${open}. Ask for ${wanted} where the outermost transaction begins.`,
    );
  }
}

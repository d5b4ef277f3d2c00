import { SelfsameError } from './selfsame-error.ts';

/** A statement that would write many rows cannot be one statement, or cannot be followed by what is loaded. */
export class BulkWriteError extends SelfsameError {
  readonly code = 'SELFSAME_BULK_WRITE';

  constructor(
    /** The operation, for example `em.updateWhere`. */
    readonly operation: string,
    readonly entityName: string,
    /** What is wrong with it, and what to do. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`Cannot use ${operation} for ${entityName}: ${reason} No statement was sent.`, options);
  }
}

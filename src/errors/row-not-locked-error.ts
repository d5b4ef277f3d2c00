import { SelfsameError } from './selfsame-error.ts';

/** One row that another transaction holds. */
export interface RowNotLocked {
  /** The unit's object for the row. */
  readonly entity: object;
  readonly entityName: string;
  readonly key: unknown;
}

/** Rows were to be locked without waiting, and other transactions hold some of them. */
export class RowNotLockedError extends SelfsameError {
  readonly code = 'SELFSAME_ROW_NOT_LOCKED';

  constructor(readonly rows: readonly RowNotLocked[]) {
    const classes = [...new Set(rows.map(({ entityName }) => entityName))].join(', ');
    super(
      `Other transactions hold ${rows.length === 1 ? 'a row' : `${rows.length} rows`} of ${classes}, and the lock mode skips what is held. ` +
        `See error.rows; the other rows that were asked for are locked until this transaction ends. To wait for all of them, use ` +
        `LockMode.PESSIMISTIC_WRITE or PESSIMISTIC_READ; to take whatever is free, find rows with this lock mode instead of naming them.`,
    );
  }
}

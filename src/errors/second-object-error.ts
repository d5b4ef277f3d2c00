import { SelfsameError } from './selfsame-error.ts';

/** An edited object was merged into a unit of work that has another object for its row. */
export class SecondObjectError extends SelfsameError {
  readonly code = 'SELFSAME_SECOND_OBJECT';

  constructor(
    readonly entityName: string,
    /** The primary key, as text. */
    readonly key: string,
  ) {
    super(
      `${entityName} ${key} cannot be merged: this unit of work has another object for its row, and the merged one has edits that would be lost. ` +
        `Assign the edits to the unit's own object, or merge before the row is loaded.`,
    );
  }
}

import { SelfsameError } from './selfsame-error.ts';

/** Something was to go into a collection of a new row that cannot be a member of it. */
export class CollectionItemError extends SelfsameError {
  readonly code = 'SELFSAME_COLLECTION_ITEM';

  constructor(
    readonly entityName: string,
    readonly property: string,
    /** What is wrong, and what to do. */
    readonly reason: string,
  ) {
    super(`Cannot put that into ${entityName}.${property}: ${reason} No row was created.`);
  }
}

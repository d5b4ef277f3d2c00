import { SelfsameError } from './selfsame-error.ts';

/** A flush met an object that left its unit, so that nothing would store its edits. */
export class DetachedObjectError extends SelfsameError {
  readonly code = 'SELFSAME_DETACHED_OBJECT';

  constructor(
    readonly entityName: string,
    /** The primary key, as text. */
    readonly key: string,
    /** How many more objects were edited after they had left. */
    readonly others = 0,
  ) {
    super(
      `${entityName} ${key}${others ? ` and ${others} more` : ''} left this unit of work, by em.clear() or because a statement deleted its row, so a flush would not store its edits. ` +
        `Nothing has been stored. Call em.merge(object) to have it back with its edits, or load it again and edit that object.`,
    );
  }
}

import { SelfsameError } from './selfsame-error.ts';

/** A flush met an object that another unit of work loaded. */
export class ForeignObjectError extends SelfsameError {
  readonly code = 'SELFSAME_FOREIGN_OBJECT';

  constructor(
    readonly entityName: string,
    /** The primary key, as text. */
    readonly key: string,
  ) {
    super(
      `${entityName} ${key} belongs to another unit of work, so this one cannot tell what was edited. Nothing has been stored. ` +
        `Use this unit's own object, em.getReference(${entityName}, key), or move it here with em.merge(object).`,
    );
  }
}

import { SelfsameError } from './selfsame-error.ts';

/** Rows cannot become objects of a class that is not known, or of which no object can be. */
export class UnadoptableEntityError extends SelfsameError {
  readonly code = 'SELFSAME_UNADOPTABLE_ENTITY';

  constructor(
    readonly entity: string,
    readonly reason: 'unknown' | 'ambiguous' | 'embeddable' | 'virtual',
  ) {
    const advice = {
      unknown: 'is not among the entities of this ORM. Add it to the entities of the configuration.',
      ambiguous:
        'may be one of several classes, the row does not say which, and it could not be read by its key. ' +
        'Give the concrete class, or return the discriminator column too.',
      embeddable: 'is an embeddable, which has no rows of its own. Give the entity that it is embedded in.',
      virtual: 'is a virtual entity, whose rows have no identity. Find it with em.find.',
    };
    super(`Cannot adopt rows as ${entity}: ${entity} ${advice[reason]}`);
  }
}

/** A row that is to become an object does not say which row it is. */
export class UnadoptableRowError extends SelfsameError {
  readonly code = 'SELFSAME_UNADOPTABLE_ROW';

  constructor(
    readonly entity: string,
    /** The columns of the primary key that the row has no value for. */
    readonly missing: readonly string[],
    /** Which row of the result it is, counted from zero. */
    readonly index: number,
  ) {
    super(
      `Cannot adopt row ${index} as ${entity}: it has no value for ${missing.join(', ')}, so it could be any row. ` +
        `Return the columns of the primary key, or all: returning *.`,
    );
  }
}

import { SelfsameError } from './selfsame-error.ts';

/** A live set was asked for by a condition or an order that only the database can decide. */
export class UndecidableConditionError extends SelfsameError {
  readonly code = 'SELFSAME_UNDECIDABLE_CONDITION';

  constructor(
    readonly entity: string,
    /** The part of the condition or order, for example `title $ilike` or `orderBy title`. */
    readonly part: string,
    reason: string,
  ) {
    super(
      `Cannot keep a live set of ${entity} by ${part} in memory: ${reason}. Leave the part out, or ask for { requery: true }: ` +
        `then await set.settled() asks the database.`,
    );
  }
}

/** A live set was read whose members only the database can tell. */
export class UnsettledSetError extends SelfsameError {
  readonly code = 'SELFSAME_UNSETTLED_SET';

  constructor(
    readonly entity: string,
    /** What cannot be told, for example the properties that an object has no value for. */
    readonly part: string,
  ) {
    super(
      `The live set of ${entity} cannot be read: ${part}. Call await set.settled() first, which stores what is pending and asks the database.`,
    );
  }
}

/** A live set was used after it was closed, or after its unit was cleared. */
export class ClosedSetError extends SelfsameError {
  readonly code = 'SELFSAME_CLOSED_SET';

  constructor(readonly entity: string) {
    super(
      `The live set of ${entity} is closed: by close(), by em.clear(), or by the rollback of the transaction that it was opened in. ` +
        `Open another one with em.liveSet.`,
    );
  }
}

/** A live set was asked for in a way that means nothing. */
export class LiveSetOptionError extends SelfsameError {
  readonly code = 'SELFSAME_LIVE_SET_OPTION';

  constructor(
    readonly option: string,
    advice: string,
  ) {
    super(`Cannot open a live set with ${option}: ${advice}`);
  }
}

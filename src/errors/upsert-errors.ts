import { SelfsameError } from './selfsame-error.ts';

/** The data of an upsert names no row: it has neither the primary key nor a unique key. */
export class KeylessUpsertError extends SelfsameError {
  readonly code = 'SELFSAME_KEYLESS_UPSERT';

  constructor(
    readonly entity: string,
    /** The keys that would do, as lists of properties. */
    readonly keys: readonly (readonly string[])[],
  ) {
    super(
      `Cannot upsert ${entity}: the data has a value for none of its unique keys, ` +
        `${keys.map(key => `(${key.join(', ')})`).join(', ')}, so no row could ever be found and each call would insert one. ` +
        `Give one of these, name an index of yours with onConflictFields, or insert with em.create.`,
    );
  }
}

/** A row that an upsert ran into could not be read: it was gone each time. */
export class UpsertUnsettledError extends SelfsameError {
  readonly code = 'SELFSAME_UPSERT_UNSETTLED';

  constructor(
    readonly entity: string,
    readonly attempts: number,
  ) {
    super(
      `Cannot upsert ${entity}: ${attempts} times the insert met a row with the same key, which could not be read right after. ` +
        `Either others keep deleting and inserting it, or onConflictFields is SQL that does not tell which row it is: ` +
        `name the properties of the unique key instead.`,
    );
  }
}

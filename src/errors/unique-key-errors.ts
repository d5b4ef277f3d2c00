import { SelfsameError } from './selfsame-error.ts';

/** Which row was asked for, and by which fields. */
export interface AskedKey {
  readonly entity: string;
  readonly fields: readonly string[];
}

/** What was asked for, and why it cannot be had. */
abstract class KeyRefusedError extends SelfsameError {
  readonly entity: string;
  readonly fields: readonly string[];

  constructor({ entity, fields }: AskedKey, reason: string, options?: ErrorOptions) {
    super(`Cannot find or create ${entity} by (${fields.join(', ')}): ${reason}`, options);
    this.entity = entity;
    this.fields = fields;
  }
}

/** A key that must name at most one row is not the key of a unique index. */
export class UnindexedLookupError extends KeyRefusedError {
  readonly code = 'SELFSAME_UNINDEXED_LOOKUP';

  constructor(
    key: AskedKey,
    /** The keys of the class that would do, as lists of fields. */
    readonly keys: readonly (readonly string[])[],
    /** What to add to the class, and to a migration. */
    readonly fix: { readonly decorator: string; readonly migration: string },
  ) {
    const usable = keys.map(fields => `(${fields.join(', ')})`).join(', ');
    super(
      key,
      `no unique index of the database covers exactly these fields, so two callers could each create a row. ` +
        `Use one of its keys, ${usable}; or declare ${fix.decorator} and migrate: ${fix.migration};`,
    );
  }
}

/** The unique constraint of a key is checked only when the transaction ends, so no insert can defer to it. */
export class DeferrableKeyError extends KeyRefusedError {
  readonly code = 'SELFSAME_DEFERRABLE_KEY';

  constructor(
    key: AskedKey,
    readonly index: string,
  ) {
    super(
      key,
      `its constraint "${index}" is deferrable, and PostgreSQL lets an insert give way to a row only by one that is ` +
        `checked at once. Drop the constraint and add it again without "deferrable", or use another key.`,
    );
  }
}

/** The unique index of a key was never finished, so it does not guarantee anything. */
export class InvalidKeyIndexError extends KeyRefusedError {
  readonly code = 'SELFSAME_INVALID_KEY_INDEX';

  constructor(
    key: AskedKey,
    readonly index: string,
  ) {
    super(
      key,
      `its unique index "${index}" is not valid, as "create index concurrently" leaves one that failed. ` +
        `Remove the duplicates and run: reindex index "${index}";`,
    );
  }
}

/** The unique index of a key holds only rows that meet a condition, and the key does not say that the row does. */
export class PartialKeyError extends KeyRefusedError {
  readonly code = 'SELFSAME_PARTIAL_KEY';

  constructor(
    key: AskedKey,
    readonly index: string,
    /** The condition of the index, as PostgreSQL shows it. */
    readonly condition: string,
    /** The fields that the condition is about. */
    readonly conditionFields: readonly string[],
  ) {
    super(
      key,
      `its unique index "${index}" holds only the rows where ${condition}, and the key does not say that the row is ` +
        `one of them. Add (${conditionFields.join(', ')}) to the key, with values that meet the condition.`,
    );
  }
}

/** A part of a key is NULL, which the unique index takes for a different value each time. */
export class NullInKeyError extends KeyRefusedError {
  readonly code = 'SELFSAME_NULL_IN_KEY';

  constructor(
    key: AskedKey,
    readonly index: string,
    /** The fields that are null. */
    readonly nulls: readonly string[],
  ) {
    super(
      key,
      `${nulls.join(', ')} is null, and the unique index "${index}" holds any number of rows with NULL. ` +
        `Give a value, make the index one with "nulls not distinct", or insert with em.create.`,
    );
  }
}

/** The unique index of a key compares texts by another collation than a lookup does. */
export class KeyCollationError extends KeyRefusedError {
  readonly code = 'SELFSAME_KEY_COLLATION';

  constructor(
    key: AskedKey,
    readonly index: string,
  ) {
    super(
      key,
      `its unique index "${index}" has another collation than its column, and by one of them texts are equal that by ` +
        `the other are not. Give the column the collation of the index, or create the index without "collate".`,
    );
  }
}

/** A part of a key is no value: it is missing, SQL, or a condition. */
export class KeyValueError extends SelfsameError {
  readonly code = 'SELFSAME_KEY_VALUE';

  constructor(
    readonly entity: string,
    readonly field: string,
    readonly reason: 'missing' | 'no value',
  ) {
    super(
      `Cannot find or create ${entity}: ${field} of the key ${reason === 'missing' ? 'is undefined' : 'is a condition or SQL'}. ` +
        `A key has one value for each of its fields, which a new row is given; to search by conditions use em.findOne.`,
    );
  }
}

/** A row with the key exists, and cannot be read. */
export class UnseenRowError extends KeyRefusedError {
  readonly code = 'SELFSAME_UNSEEN_ROW';

  constructor(key: AskedKey, options?: ErrorOptions) {
    super(
      key,
      `a row with this key exists, so none was created, and it could not be read each time. Either others keep ` +
        `deleting and inserting it, or a policy of the database (row level security) hides it. Do the operation again, or let the ` +
        `role read the row.`,
      options,
    );
  }
}

import { type EntityManager } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';

/** A statement that writes any number of rows of one class. */
export interface BulkWrite {
  readonly em: EntityManager;
  readonly meta: Meta;
  readonly kind: 'insert' | 'update' | 'delete';
  readonly schema: string | undefined;
  /** Whether the caller gets the number of rows alone, whatever the statement returns. */
  readonly countOnly: boolean;
  /** The condition, as far as it is known, by property. */
  readonly condition: Data;
  /** The columns that it assigns; undefined when it may be all. */
  readonly columns: ReadonlySet<string> | undefined;
  /** What the statement calls the table, as SQL. */
  readonly alias: string;
}

/** A statement with what it returns for the unit besides what it returns to its caller. */
export interface Enclosed {
  /** SQL that is added to what the statement returns. */
  readonly returning: string;
  /** Makes the whole statement of the one that returns that. */
  enclose(statement: string): string;
  /** Takes for the unit what an answer has for it; leaves the caller's rows, and the number of rows written. */
  answered(rows: readonly Data[]): Answered;
}

export interface Answered {
  readonly count: number;
  readonly rows: readonly Data[];
  /** Classes that a deletion has reached in a circle of several tables, so that only they themselves can tell what is left. */
  readonly circles?: ReadonlySet<Meta>;
  /** Brings the unit's objects in step; returns those that were touched. */
  readonly settle: () => readonly object[];
}

import { type RawQueryFragment, sql } from '@mikro-orm/postgresql';

// The clock is the server's, so that processes whose clocks differ agree on what is due.

/** The time of the statement. It is never before the commit of a row that the statement sees, as now() may be. */
export function statementTime(): RawQueryFragment & Date {
  // A fragment stands for a value of the column's type.
  return sql`statement_timestamp()` as unknown as RawQueryFragment & Date;
}

/** So many milliseconds after the time of the statement. */
export function afterStatementTime(milliseconds: number): RawQueryFragment & Date {
  return sql`statement_timestamp() + make_interval(secs => ${milliseconds / 1000})` as unknown as RawQueryFragment &
    Date;
}

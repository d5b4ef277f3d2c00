/** The isolation levels that PostgreSQL distinguishes, weakest first. */
export type Isolation = 'read committed' | 'repeatable read' | 'serializable';

/** A row, all rows of a table (`row` undefined), or a place where a new row or unique key may appear (`row` is `+`). */
export interface Resource {
  readonly table: string;
  readonly row: string | undefined;
}

/** One statement of an operation, as it ran in one schedule. */
export interface RaceStep {
  /** Its position in the trace, from 0. */
  readonly position: number;
  /** The operation's name; `name.2` for the second of several statements that one operation sent at once. */
  readonly operation: string;
  readonly sql: string;
  readonly kind: string;
  /** Whether the search chose it; the others cannot be told apart from outside and run at once. */
  readonly chosen: boolean;
  /** Added by the explorer: the commit of a statement that the operation ran outside a transaction. */
  readonly implicit: boolean;
  /** One per transaction of the schedule; statements outside one have their own. */
  readonly transaction: string;
  readonly isolation: Isolation;
  readonly reads: readonly Resource[];
  readonly writes: readonly Resource[];
  /** The operations it had to wait for, and the position of the step that let it go on. */
  readonly waitedFor: readonly string[];
  readonly resumedAfter: number | undefined;
  /** What the server answered: rows returned or touched, or an error. */
  readonly rows: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly rowCount: number | undefined;
  readonly error: { readonly code: string | undefined; readonly message: string } | undefined;
}

/** What an operation ended with. */
export type Ending =
  | { readonly status: 'fulfilled'; readonly value: unknown }
  | { readonly status: 'rejected'; readonly error: unknown };

/** One order of the statements in which the operations did something that they must not do. */
export interface RaceFailure {
  /** The choices in order, as `replay` takes them: `ada ada bob ada!` (`!`: chosen as the victim of a deadlock). */
  readonly schedule: readonly string[];
  readonly preemptions: number;
  readonly reason: Error;
  readonly trace: readonly RaceStep[];
  readonly endings: Readonly<Record<string, Ending>>;
  /** The operations of each deadlock that was met. */
  readonly deadlocks: readonly (readonly string[])[];
}

/** What was searched, and what was found, at one isolation level. */
export interface RaceReport {
  readonly operations: readonly string[];
  readonly isolation: Isolation;
  readonly steps: 'statement' | 'row';
  /**
   * `fails`: a schedule fails. `covered`: none does, and every order that can differ was run.
   * `not found`: none does of those run, and the search ended before all were.
   */
  readonly verdict: 'fails' | 'covered' | 'not found';
  /** Which limit ended an incomplete search. */
  readonly limit: 'preemptions' | 'schedules' | 'budget' | 'replay' | undefined;
  readonly schedules: number;
  /** Schedules given up because the rest of them would repeat one that was run. */
  readonly pruned: number;
  readonly failing: number;
  readonly statements: number;
  /** Milliseconds in all, and until the first failing schedule ended. */
  readonly took: number;
  readonly firstFailureAfter: number | undefined;
  /** The simplest failing schedule first. */
  readonly failures: readonly RaceFailure[];
  /** How many different outcomes there were: endings and stored rows. */
  readonly outcomes: number;
  /** How often operations ended with which SQLSTATE, or error name where there is none. */
  readonly endedWith: Readonly<Record<string, number>>;
  readonly deadlocks: number;
  /** What the search could not control, one sentence each: several waiters woken at once, waits outside SQL. */
  readonly caveats: readonly string[];
  /** Replays of a prefix that took another course; a race with one of these is an error, so this is 0. */
  readonly divergences: number;
}

import type { EntityManager } from '@mikro-orm/postgresql';
import type { RaceOperation, RaceOutcome } from '../../../../src/testing/race/options.ts';

/**
 * What a search finds at one level: in how many of all schedules the anomaly shows, in brackets how many
 * schedules are left after reduction, and the SQLSTATEs that operations ended with in some of them.
 */
export type Expected = `${'seen' | 'absent'} ${number}/${number} (${number})${string}`;

/** Operations that race, and the anomaly to look for. */
export interface Scenario {
  readonly id: string;
  readonly what: string;
  /** SQL that stores what every schedule begins with. */
  readonly seed?: string;
  readonly operations: Readonly<Record<string, RaceOperation>>;
  /** Whether the outcome shows the anomaly. */
  readonly anomaly: (outcome: RaceOutcome) => unknown;
  /** At read committed, repeatable read and serializable. */
  readonly expected: readonly [Expected, Expected, Expected] | readonly [Expected];
}

type Operations = Readonly<Record<string, (em: EntityManager) => Promise<unknown>>>;

/** What the operations of one schedule returned and left behind. */
interface Outcome<O extends Operations> extends Omit<RaceOutcome, 'results'> {
  readonly results: { readonly [N in keyof O]: Awaited<ReturnType<O[N]>> | undefined };
}

/** A scenario whose anomaly knows what its operations return. */
export function scenario<O extends Operations>(
  facts: Omit<Scenario, 'operations' | 'anomaly'> & { readonly operations: O },
  anomaly: (outcome: Outcome<O>) => unknown,
): Scenario {
  const isSeen = (outcome: RaceOutcome) =>
    anomaly({ ...outcome, results: outcome.results as Outcome<O>['results'] });
  return { ...facts, anomaly: isSeen };
}

/** The same operation twice. */
export function twice<O>(operation: O): { readonly ada: O; readonly bob: O } {
  return { ada: operation, bob: operation };
}

type Row = Readonly<Record<string, unknown>>;

/** Sends one statement, and returns the rows it selects. */
type Select = <R = Row>(sql: string) => Promise<R[]>;
/** Sends one statement, and returns how many rows it changed. */
type Change = (sql: string) => Promise<number>;

/** Sends the statements of one transaction. */
export interface Sql {
  readonly select: Select;
  readonly change: Change;
}

/** An operation that is one transaction of SQL statements. */
export function transaction<T>(body: (sql: Sql) => Promise<T>): (em: EntityManager) => Promise<T> {
  return em => em.transactional(em => body(sqlOf(em)));
}

export function sqlOf(em: EntityManager): Sql {
  return {
    select: sql => em.execute(sql),
    change: async sql => (await em.execute<{ affectedRows: number }>(sql, [], 'run')).affectedRows,
  };
}

/** How many operations ended well. */
export function succeeded({ endings }: Pick<RaceOutcome, 'endings'>): number {
  return Object.values(endings).filter(({ status }) => status === 'fulfilled').length;
}

/** The SQLSTATEs that operations ended with. */
export function codesOf({ endings }: Pick<RaceOutcome, 'endings'>): unknown[] {
  return Object.values(endings).flatMap(ending =>
    ending.status === 'rejected' && ending.error instanceof Error && 'code' in ending.error
      ? [ending.error.code]
      : [],
  );
}

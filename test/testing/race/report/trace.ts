import type {
  Ending,
  Isolation,
  RaceFailure,
  RaceReport,
  RaceStep,
  Resource,
} from '../../../../src/testing/race/report.ts';

/** What a step says about itself, in the shortest words: `account#1`, `account` for a search, `account+` for a new row. */
export interface Told {
  readonly in?: string;
  readonly reads?: string;
  readonly writes?: string;
  readonly rows?: RaceStep['rows'];
  readonly rowCount?: number;
  readonly error?: [code: string, message: string];
  readonly waitedFor?: string[];
  readonly resumedAfter?: number;
  readonly chosen?: boolean;
  readonly implicit?: boolean;
  readonly isolation?: Isolation;
  readonly kind?: string;
}

/** The steps of a trace, in order. */
export function trace(...steps: [operation: string, sql: string, told?: Told][]): RaceStep[] {
  return steps.map(([operation, sql, told = {}], position) => stepOf(position, operation, sql, told));
}

/** A failing schedule with `steps`; every operation that nothing is said of ends with undefined. */
export function failureOf(steps: RaceStep[], facts: Partial<RaceFailure> = {}): RaceFailure {
  const operations = [...new Set(steps.map(step => step.operation.replace(/\.\d+$/, '')))];
  const ended: [string, Ending][] = operations.map(name => [name, { status: 'fulfilled', value: undefined }]);
  return {
    schedule: steps.filter(step => step.chosen).map(step => step.operation),
    preemptions: 1,
    reason: new Error('expected 5 to be 10'),
    trace: steps,
    deadlocks: [],
    ...facts,
    endings: { ...Object.fromEntries(ended), ...facts.endings },
  };
}

/** A report with one failure, or without any when none is given. */
export function reportOf(failure: RaceFailure | undefined, facts: Partial<RaceReport> = {}): RaceReport {
  return {
    operations: Object.keys(failure?.endings ?? { ada: 1, bob: 1 }),
    isolation: 'read committed',
    steps: 'statement',
    verdict: failure ? 'fails' : 'covered',
    limit: undefined,
    schedules: 4,
    pruned: 0,
    failing: failure ? 3 : 0,
    statements: 31,
    took: 160.4,
    firstFailureAfter: failure ? 23.2 : undefined,
    failures: failure ? [failure] : [],
    outcomes: 2,
    endedWith: {},
    deadlocks: 0,
    caveats: [],
    divergences: 0,
    ...facts,
  };
}

/** Two deposits of 5 that read 0 and write 5: one of them is lost. */
export function lostUpdate(): RaceFailure {
  const account = { id: 1, owner: 'a', balance: 0 };
  const read = { reads: 'account#1', rows: [account] };
  const write = { writes: 'account#1', rowCount: 1 };
  const select = `select "a0".* from "account" as "a0" where "a0"."id" = 1 limit 1`;
  const update = `update "account" set "balance" = 5 where "id" = 1`;
  const steps = trace(
    ['ada', 'begin', { chosen: false }],
    ['bob', 'begin', { chosen: false }],
    ['ada', select, read],
    ['ada', update, write],
    ['bob', select, read],
    ['bob', update, { ...write, waitedFor: ['ada'], resumedAfter: 6 }],
    ['ada', 'commit'],
    ['bob', 'commit'],
  );
  return failureOf(steps);
}

function stepOf(position: number, operation: string, sql: string, told: Told): RaceStep {
  return {
    position,
    operation,
    sql,
    kind: told.kind ?? /^\w+/.exec(sql)?.[0].toLowerCase() ?? '',
    chosen: told.chosen ?? true,
    implicit: told.implicit ?? false,
    transaction: told.in ?? operation,
    isolation: told.isolation ?? 'read committed',
    reads: resources(told.reads),
    writes: resources(told.writes),
    waitedFor: told.waitedFor ?? [],
    resumedAfter: told.resumedAfter,
    rows: told.rows,
    rowCount: told.rowCount ?? told.rows?.length,
    error: told.error && { code: told.error[0], message: told.error[1] },
  };
}

function resources(text = ''): Resource[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map(item => {
      if (item.endsWith('+')) return { table: item.slice(0, -1), row: '+' };
      const [table = '', row] = item.split('#');
      return { table, row };
    });
}

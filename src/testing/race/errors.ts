import { SelfsameError } from '../../errors/selfsame-error.ts';

/** What was given to `race` cannot be run. Nothing has been sent to the database. */
export class RaceInputError extends SelfsameError {
  readonly code = 'SELFSAME_RACE_INPUT';

  constructor(
    /** The option that is wrong, for example `search.preemptions`. */
    readonly option: string,
    problem: string,
  ) {
    super(`race cannot start: ${problem}`);
  }
}

/** A schedule that was run before took another course, so nothing that was found can be trusted. */
export class RaceDivergedError extends SelfsameError {
  readonly code = 'SELFSAME_RACE_DIVERGED';

  constructor(
    readonly schedule: readonly string[],
    /** The statements of the first run, and of the one that differs. */
    readonly expected: readonly string[],
    readonly found: readonly string[],
  ) {
    super(
      `The same schedule (${schedule.join(' ') || 'the start'}) took another course the second time, so the operations depend on ` +
        `something that the race does not control: a timer, Math.random, a counter or cache that survives a run.\n` +
        `first:\n${lines(expected)}\nthen:\n${lines(found)}\nTake such values as parameters, or reset them in the operation.`,
    );
  }
}

/** A statement was sent on the race's connections by nobody that the race knows. */
export class RaceUngatedError extends SelfsameError {
  readonly code = 'SELFSAME_RACE_UNGATED';

  constructor(
    readonly sql: string,
    /** Where it was sent from. */
    readonly sentFrom: string,
    problem: string,
  ) {
    super(`${problem}: ${sql}\n${sentFrom}`);
  }
}

/** No operation can go on. In a report it is the reason of a failure, because the schedule would hang in production too. */
export class RaceStuckError extends SelfsameError {
  readonly code = 'SELFSAME_RACE_STUCK';

  constructor(
    /** What each operation that has not ended waits for, by its name. */
    readonly waits: Readonly<Record<string, string>>,
  ) {
    super(
      `No operation can go on: ${Object.entries(waits)
        .map(([name, what]) => `${name} waits for ${what}`)
        .join('; ')}.`,
    );
  }
}

/** An operation ended in a way that `allow` does not list. */
export class RaceEndingError extends SelfsameError {
  readonly code = 'SELFSAME_RACE_ENDING';

  constructor(
    readonly operation: string,
    /** The SQLSTATE, or the error's name. */
    readonly endedWith: string,
    options: ErrorOptions,
  ) {
    super(
      `${operation} ended with ${endedWith}, which \`allow\` does not list: ${firstLine(options.cause)}`,
      options,
    );
  }
}

/** An operation ended without giving back its connection or ending its transaction. */
export class RaceLeftOpenError extends SelfsameError {
  readonly code = 'SELFSAME_RACE_LEFT_OPEN';

  constructor(
    readonly operation: string,
    readonly left: 'connection' | 'transaction',
  ) {
    super(
      `${operation} ended but left a ${left} open. Await everything that the operation starts, and release what it takes.`,
    );
  }
}

/** The operations did what no order of them, one after the other, does. */
export class RaceNotSerialError extends SelfsameError {
  readonly code = 'SELFSAME_RACE_NOT_SERIAL';

  constructor(
    /** What came out, and what comes out of running the operations one after the other. */
    readonly outcome: string,
    readonly serial: readonly string[],
  ) {
    super(
      `The outcome equals that of no serial order.\nfound:  ${outcome}\n${serial.map(each => `serial: ${each}`).join('\n')}`,
    );
  }
}

/** What a statement of a schedule that was given up is rejected with; operations are not expected to catch it. */
export class ScheduleAbandoned extends SelfsameError {
  readonly code = 'SELFSAME_RACE_ABANDONED';

  constructor() {
    super('The race gave this schedule up; let this error through.');
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

function lines(statements: readonly string[]): string {
  return statements.map(each => `  ${each}`).join('\n');
}

import type { Ending, RaceFailure, RaceStep } from '../report.ts';
import { shownError, shownValue } from './shown-value.ts';
import { isControl, numbersOf, operationOf, operationsOf, strandOf } from './trace.ts';
import { count } from './verdict.ts';

/** Something that happened in one lane: a statement was sent, or one that had waited went on. */
export interface Moment {
  readonly event: 'sent' | 'resumed';
  readonly step: RaceStep;
  readonly lane: string;
  /** Which choice of the search it was, from 1; undefined for what runs at once, and for what goes on. */
  readonly number: number | undefined;
  /** `2` for the second of several statements that the operation sent at once. */
  readonly strand: string | undefined;
}

/** What a failure shows, from the first statement to the last. */
export interface Timeline {
  readonly lanes: readonly string[];
  readonly moments: readonly Moment[];
}

/** The order in which everything happened, waits and wake-ups included. */
export function timelineOf(failure: RaceFailure): Timeline {
  const numbers = numbersOf(failure.trace);
  const moment = (event: Moment['event'], step: RaceStep): Moment => ({
    event,
    step,
    lane: operationOf(failure, step),
    number: event === 'sent' ? numbers.get(step.position) : undefined,
    strand: strandOf(failure, step),
  });
  const moments = failure.trace.flatMap(step => [
    moment('sent', step),
    ...failure.trace
      .filter(
        waiting =>
          waits(waiting) && waiting !== step && (waiting.resumedAfter ?? waiting.position) === step.position,
      )
      .map(waiting => moment('resumed', waiting)),
  ]);
  return { lanes: operationsOf(failure), moments };
}

/** Whether the statement had to wait and it is known when it went on. */
export function waits({ waitedFor, resumedAfter }: RaceStep): boolean {
  return waitedFor.length > 0 && resumedAfter !== undefined;
}

/** What the server answered, in a few words; empty for what only opens or ends a transaction. */
export function answerOf(step: RaceStep): string {
  const { error, rows, rowCount } = step;
  if (error) return `✗ ${error.code ?? ''} ${error.message}`.replace('  ', ' ');
  if (isControl(step)) return '';
  if (rows && rows.length > 0)
    return `→ ${rows.length > 1 ? `${rows.length} rows: ` : ''}${rows.map(row => shownValue(row)).join(', ')}`;
  if (rowCount !== undefined) return `→ ${rowCount === 0 ? 'no row' : count(rowCount, 'row')}`;
  return rows ? '→ no row' : '';
}

/** How the wait of a statement ended. */
export function wakeOf({ error }: RaceStep): string {
  return error ? '▶ fails' : '▶ resumes';
}

/** What an operation ended with, in a few words. */
export function endingOf(ending: Ending | undefined): string {
  if (!ending) return '… did not end';
  if (ending.status === 'rejected') return `✘ threw ${shownError(ending.error)}`;
  return ending.value === undefined ? '✔ done' : `✔ returned ${shownValue(ending.value)}`;
}

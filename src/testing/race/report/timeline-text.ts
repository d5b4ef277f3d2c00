import type { RaceFailure } from '../report.ts';
import { readableSql } from './readable-sql.ts';
import { table, widthOf, wrapped } from './text-columns.ts';
import { answerOf, endingOf, type Moment, timelineOf, waits, wakeOf } from './timeline.ts';

const WIDTH = 112;
const NARROWEST = 24;
const WIDEST = 56;
const LINES = 3;

/** A failing schedule as columns of text, one for each operation, downwards in time. */
export function timelineText(failure: RaceFailure): string[] {
  const { lanes, moments } = timelineOf(failure);
  const width = Math.min(WIDEST, Math.max(NARROWEST, Math.floor(WIDTH / Math.max(1, lanes.length)) - 5));
  const row = (number: string, lane: string, line: string) => [
    number.padStart(3),
    ...lanes.map(name => (name === lane ? line : '')),
  ];
  const happened = moments.flatMap(moment =>
    linesOf(moment, width).map((line, index) => row(index === 0 ? labelOf(moment) : '', moment.lane, line)),
  );
  const ended = lanes.flatMap(lane =>
    wrapped(endingOf(failure.endings[lane]), width, LINES).map(line => row('', lane, line)),
  );
  return table(
    ['   ', ...lanes],
    [...happened, ...ended],
    [3, ...lanes.map(lane => Math.min(width, widthOf(lane) + 8))],
  );
}

function labelOf({ event, number }: Moment): string {
  return event === 'resumed' ? '' : String(number ?? '·');
}

function linesOf({ event, step, strand }: Moment, width: number): readonly string[] {
  const answer = answerOf(step);
  if (event === 'resumed') return indented(`${wakeOf(step)} ${answer}`.trim(), width);

  const prefix = strand === undefined ? '' : `(${strand}) `;
  const suffix = step.implicit ? ' (implicit)' : '';
  const statement = wrapped(`${prefix}${readableSql(step.sql)}${suffix}`, width, LINES);
  const waiting =
    step.waitedFor.length > 0 ? indented(`⏳ waits for ${step.waitedFor.join(' and ')}`, width) : [];
  return [...statement, ...waiting, ...(waits(step) || answer === '' ? [] : indented(answer, width))];
}

function indented(text: string, width: number): readonly string[] {
  return wrapped(text, width - 4, 2).map((line, index) => (index === 0 ? '  ' : '    ') + line);
}

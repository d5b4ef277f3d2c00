import type { RaceFailure } from '../report.ts';
import type { Access } from './accesses.ts';
import { type Anomaly, headlineOf } from './anomaly.ts';
import { type Conflict, itemOf } from './conflicts.ts';
import type { Cycle } from './cycle.ts';
import { numbersOf } from './trace.ts';

type Numbers = ReadonlyMap<number, number>;

/** An anomaly in words: its name, the circle of dependencies, what each of them is, and what to do; or where to look. */
export function anomalyText(anomaly: Anomaly | undefined, failure: RaceFailure): string[] {
  if (!anomaly) return [UNEXPLAINED];
  const { cycle, spanning, hint } = anomaly;
  const numbers = numbersOf(failure.trace);
  const isolation = failure.trace[0]?.isolation ?? 'read committed';
  const scope =
    spanning.length > 0
      ? `scope-based: ${spanning.join(' and ')} did this in several transactions`
      : `level-based: each did this in one transaction, and ${isolation} allows it`;
  return [
    `${headlineOf(anomaly)}${cycle.length > 0 ? `: ${circle(cycle)}` : ''}`,
    ...cycle.map(conflict => `  ${reading(conflict, numbers)}`),
    ...(cycle.length > 0 ? [scope] : []),
    `to repair: ${hint}`,
  ];
}

const UNEXPLAINED =
  'no circle of dependencies in the rows read and written: look at what the operations keep in memory, ' +
  'such as objects loaded earlier, and at what is given out before a commit, such as ids from a sequence';

/** `bob ─rw account#1→ ada ─ww account#1→ bob` */
export function circle(cycle: Cycle): string {
  const arrows = cycle.map(conflict => ` ─${conflict.type} ${itemOf(conflict)}→ ${conflict.after.operation}`);
  return `${cycle[0]?.before.operation ?? ''}${arrows.join('')}`;
}

function reading(conflict: Conflict, numbers: Numbers): string {
  const { type, before, after, predicate } = conflict;
  const item = itemOf(conflict);
  if (type === 'ww')
    return `ww: ${who(before, numbers)} changed ${item}, and ${who(after, numbers)} changed it after that`;
  const saw = predicate ? 'looked for rows of' : 'read';
  if (type === 'wr')
    return `wr: ${who(after, numbers)} ${saw} ${item} and saw what ${who(before, numbers)} changed`;
  return `rw: ${who(before, numbers)} ${saw} ${item} and did not see what ${who(after, numbers)} changed`;
}

function who({ operation, step }: Access, numbers: Numbers): string {
  const number = numbers.get(step.position);
  return number === undefined ? operation : `${operation} (${number})`;
}

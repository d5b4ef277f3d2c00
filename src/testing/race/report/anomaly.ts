import type { RaceFailure } from '../report.ts';
import { RaceLeftOpenError, RaceStuckError } from '../errors.ts';
import { accessesOf } from './accesses.ts';
import { conflictsOf, sameItem } from './conflicts.ts';
import { type Cycle, simplestCycle } from './cycle.ts';
import { anyErrorOf, errorCodeOf, type UnexpectedError, unexpectedErrorOf } from './unexpected-error.ts';
import { hintFor } from './hint.ts';

/**
 * What went wrong, as it is called: Adya's names, `deadlock`, `duplicates`, `stuck`, `left open`, the SQLSTATE or the
 * class of an error that an operation ended with, or `serial` where no two operations overlapped.
 */
export type AnomalyName =
  | 'G0'
  | 'G1c'
  | 'P4'
  | 'G-single'
  | 'G2-item'
  | 'G2'
  | 'duplicates'
  | 'deadlock'
  | 'serial'
  | 'stuck'
  | 'left open'
  | (string & Record<never, never>);

/** The name of a failure, with the dependencies that prove it and the way to repair it. */
export interface Anomaly {
  readonly name: AnomalyName;
  /** Every name it goes by: a deadlock is also a `40P01`. */
  readonly names: readonly AnomalyName[];
  readonly title: string;
  /** Empty when it is not a matter of who read and wrote what. */
  readonly cycle: Cycle;
  /** The operations that take part in the cycle with more than one transaction each. */
  readonly spanning: readonly string[];
  readonly hint: string;
}

type Unhinted = Omit<Anomaly, 'hint' | 'name' | 'spanning'>;

/** The name and what it means, in a few words. */
export function headlineOf({ name, title, cycle }: Pick<Anomaly, 'name' | 'title' | 'cycle'>): string {
  return cycle.length > 0 ? `${name} ${title}` : `${name}: ${title}`;
}

/** Names a failure from its trace; undefined when neither an error nor a cycle of dependencies explains it. */
export function anomalyOf(failure: RaceFailure): Anomaly | undefined {
  const found =
    brokenIn(failure) ??
    deadlockIn(failure) ??
    errorIn(unexpectedErrorOf(failure)) ??
    cycleIn(failure) ??
    errorIn(anyErrorOf(failure)) ??
    serialIn(failure);
  if (!found) return undefined;
  const [name = ''] = found.names;
  const named = { ...found, name, spanning: spanningOf(found.cycle) };
  return { ...named, hint: hintFor(named) };
}

function brokenIn({ reason }: RaceFailure): Unhinted | undefined {
  if (reason instanceof RaceStuckError)
    return { names: ['stuck'], title: 'everyone waits and nobody goes on', cycle: [] };
  if (reason instanceof RaceLeftOpenError)
    return { names: ['left open'], title: `${reason.operation} did not end what it began`, cycle: [] };
  return undefined;
}

function deadlockIn({ deadlocks, endings }: RaceFailure): Unhinted | undefined {
  const isVictim = Object.values(endings).some(
    ending => ending.status === 'rejected' && errorCodeOf(ending.error) === '40P01',
  );
  if (deadlocks.length === 0 || !isVictim) return undefined;
  return {
    names: ['deadlock', '40P01'],
    title: `${deadlocks[0]?.join(' and ')} wait for each other`,
    cycle: [],
  };
}

function errorIn(found: UnexpectedError | undefined): Unhinted | undefined {
  if (!found) return undefined;
  const { operation, code, error } = found;
  return { names: [code, error.name], title: `${operation} ended with an error`, cycle: [] };
}

function cycleIn(failure: RaceFailure): Unhinted | undefined {
  const cycle = simplestCycle(conflictsOf(accessesOf(failure)));
  if (!cycle) return undefined;
  const [name, title] = adyaNameOf(cycle);
  return isDuplication(cycle)
    ? { names: [name, 'duplicates'], title: 'duplicates, each inserted because it found none', cycle }
    : { names: [name], title, cycle };
}

function serialIn({ trace, preemptions }: RaceFailure): Unhinted | undefined {
  const overlaps = preemptions > 0 || trace.some(({ waitedFor }) => waitedFor.length > 0);
  return overlaps
    ? undefined
    : { names: ['serial'], title: 'not a race: it fails one after the other', cycle: [] };
}

function adyaNameOf(cycle: Cycle): readonly [AnomalyName, string] {
  const unseen = cycle.filter(({ type }) => type === 'rw');
  const [first] = unseen;
  if (!first)
    return cycle.some(({ type }) => type === 'wr')
      ? ['G1c', 'circular information flow']
      : ['G0', 'write cycle'];

  const predicate = unseen.some(conflict => conflict.predicate);
  const overwritten = cycle.length === 2 && cycle.every(conflict => sameItem(conflict, first));
  if (unseen.length === 1) {
    if (overwritten && cycle.some(({ type }) => type === 'ww')) return ['P4', 'lost update'];
    return ['G-single', predicate ? 'read skew (rows looked for)' : 'read skew'];
  }
  if (predicate) return ['G2', 'write skew on rows looked for'];
  return overwritten ? ['P4', 'lost update'] : ['G2-item', 'write skew'];
}

// A search that found something, such as a count, decided by it, and the new rows are no duplicates of each other.
function isDuplication(cycle: Cycle): boolean {
  const [first] = cycle;
  return cycle.every(
    ({ type, predicate, before, after }) =>
      type === 'rw' &&
      predicate &&
      after.step.kind === 'insert' &&
      after.table === first?.after.table &&
      (before.step.kind === 'insert' || before.step.rows?.length === 0),
  );
}

/** Those that enter the cycle in one transaction and leave it in another. */
function spanningOf(cycle: Cycle): readonly string[] {
  const spans = cycle.filter(({ after }, index) => {
    const next = cycle[(index + 1) % cycle.length];
    return next !== undefined && next.before.step.transaction !== after.step.transaction;
  });
  return spans.map(({ after }) => after.operation);
}

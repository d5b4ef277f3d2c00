import { type AnomalyName, anomalyOf } from '../race/report/anomaly.ts';
import { formatReport } from '../race/report/format-report.ts';
import type { RaceReport } from '../race/report.ts';
import { assertHolds, type Finding } from './finding.ts';

/** What `race` returned: one report, or one for each isolation level. */
export type RaceResult = RaceReport | readonly RaceReport[];

/** Whether no schedule fails of those that were run, at every level. */
export function raceFree(result: RaceResult): Finding {
  const holds = reportsOf(result).every(({ verdict }) => verdict !== 'fails');
  const wanted = holds
    ? 'expected a schedule to fail, but none does of those run'
    : 'expected that no schedule fails';
  return { holds, message: `${wanted}\n${formatReport(result)}` };
}

/** Whether no schedule fails and every one that can differ was run, at every level. */
export function proved(result: RaceResult): Finding {
  const reports = reportsOf(result);
  const holds = reports.length > 0 && reports.every(({ verdict }) => verdict === 'covered');
  const isOpen = reports.every(({ verdict }) => verdict !== 'fails');
  const wanted = holds
    ? 'expected a search that fails or is not complete'
    : `expected every schedule to be covered and none to fail${isOpen ? ', but the search is not complete' : ''}`;
  return { holds, message: `${wanted}\n${formatReport(result)}` };
}

/** Whether a failing schedule has the anomaly `name`, at one level at least. */
export function failsWith(result: RaceResult, name: AnomalyName): Finding {
  const found = new Set(
    reportsOf(result).flatMap(({ failures }) => failures.flatMap(failure => anomalyOf(failure)?.names ?? [])),
  );
  const holds = found.has(name);
  const others = found.size > 0 ? `it fails with ${[...found].join(', ')}` : 'nothing with a name was found';
  const wanted = holds
    ? `expected no failure with ${name}`
    : `expected a failure with ${name}, but ${others}`;
  return { holds, message: `${wanted}\n${formatReport(result)}` };
}

/**
 * Asserts that no schedule of a race fails of those that were run.
 *
 * @example
 * const report = await race(orm, { operations: { ada: em => em.count(Film), bob: em => em.count(Film) } });
 * assertRaceFree(report);
 *
 * @throws AssertionError with the whole report when one fails
 */
export function assertRaceFree(result: RaceResult): void {
  assertHolds(raceFree(result), assertRaceFree);
}

/**
 * Asserts that no schedule of a race fails and that every one that can differ was run.
 *
 * @example
 * const report = await race(orm, { operations: { ada: em => em.count(Film), bob: em => em.count(Film) } });
 * assertProved(report);
 *
 * @throws AssertionError with the whole report when one fails, or when the search ended before all were run
 */
export function assertProved(result: RaceResult): void {
  assertHolds(proved(result), assertProved);
}

/**
 * Asserts that a race fails in a known way, to document it until it is repaired.
 *
 * @example
 * const raise = async (em: EntityManager) => {
 *   const film = await em.findOneOrFail(Film, { title: 'Alien' });
 *   await em.nativeUpdate(Film, film.id, { runningTime: (film.runningTime ?? 0) + 1 });
 * };
 * assertFailsWith(await race(orm, { operations: { ada: raise, bob: raise } }), 'P4');
 *
 * @throws AssertionError with the whole report when it does not fail, or fails in another way
 */
export function assertFailsWith(result: RaceResult, name: AnomalyName): void {
  assertHolds(failsWith(result, name), assertFailsWith);
}

function reportsOf(result: RaceResult): readonly RaceReport[] {
  return [result].flat();
}

/** Returns `value` when it is what a race returned; a promise of it is the mistake that is easily made. */
export function requireReports(value: unknown): readonly RaceReport[] {
  const reports: unknown[] = Array.isArray(value) ? value : [value];
  if (reports.every(isReport)) return reports;
  throw new TypeError('Expected what race resolves with: write expect(await race(orm, …)).');
}

function isReport(value: unknown): value is RaceReport {
  return typeof value === 'object' && value !== null && 'verdict' in value && 'failures' in value;
}

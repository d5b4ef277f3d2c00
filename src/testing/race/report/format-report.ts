import type { RaceFailure, RaceReport } from '../report.ts';
import { anomalyOf, headlineOf } from './anomaly.ts';
import { anomalyText } from './anomaly-text.ts';
import { withoutColours } from './shown-value.ts';
import { table } from './text-columns.ts';
import { timelineText } from './timeline-text.ts';
import { statistics, verdict, verdictLine } from './verdict.ts';

const REASON_LINES = 12;

/**
 * Writes a report, or one for each isolation level, as the text that a failing test shows.
 *
 * It says what was searched and no more: never that there is no race, but which orders were run. The same
 * report gives the same text.
 *
 * @example
 * const report = await race(orm, { operations: { ada: em => em.count(Film), bob: em => em.count(Film) } });
 * console.log(formatReport(report));
 * // 1 schedule, 9 ms at read committed: no schedule fails (every interleaving of the SQL statements covered)
 */
export function formatReport(report: RaceReport | readonly RaceReport[]): string {
  const reports = [report].flat();
  const [only] = reports;
  if (only && reports.length === 1) return formatOne(only).join('\n');
  const failing = reports.filter(({ verdict: found }) => found === 'fails');
  return [...levels(reports), ...failing.flatMap(one => ['', ...formatOne(one)])].join('\n');
}

function formatOne(report: RaceReport): string[] {
  const [failure] = report.failures;
  const facts = statistics(report);
  return [
    verdictLine(report),
    ...(facts.length > 0 ? [facts.join('; ')] : []),
    ...(failure ? formatFailure(failure) : []),
    ...report.caveats.map(caveat => `caveat: ${caveat}`),
  ];
}

function formatFailure(failure: RaceFailure): string[] {
  const anomaly = anomalyOf(failure);
  return [
    ...reasonOf(failure),
    ...anomalyText(anomaly, failure),
    '',
    ...timelineText(failure),
    '',
    `replay: '${failure.schedule.join(' ')}'`,
  ];
}

function reasonOf({ reason }: RaceFailure): string[] {
  const lines = withoutColours(reason.message).trim().split('\n');
  return lines.length <= REASON_LINES ? lines : [...lines.slice(0, REASON_LINES), '…'];
}

function levels(reports: readonly RaceReport[]): string[] {
  const pairs = new Set(reports.map(({ operations }) => operations.join(' and ')));
  const rows = reports.map(report => {
    const [failure] = report.failures;
    const anomaly = failure && anomalyOf(failure);
    return [
      ...(pairs.size > 1 ? [report.operations.join(' and ')] : []),
      report.isolation,
      `${report.failing}/${report.schedules}`,
      `${Math.round(report.took)} ms`,
      anomaly ? headlineOf(anomaly) : '',
      Object.entries(report.endedWith)
        .map(([code, times]) => `${code} ×${times}`)
        .join(', '),
      verdict(report),
    ];
  });
  return table(
    [
      ...(pairs.size > 1 ? ['operations'] : []),
      'isolation',
      'fail',
      'time',
      'anomaly',
      'ended with',
      'verdict',
    ],
    rows,
  );
}

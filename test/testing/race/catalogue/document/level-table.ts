import { ISOLATIONS } from '../../../../../src/testing/race/options.ts';
import { anomalyOf, headlineOf } from '../../../../../src/testing/race/report/anomaly.ts';
import type { RaceReport } from '../../../../../src/testing/race/report.ts';
import type { Explored } from './explored.ts';

/** One row for each of `explored`, one column for each level. */
export function levelTable(what: string, explored: readonly Explored[]): string {
  return table(
    [what, 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'],
    explored.map(({ name, reports }) => [
      name,
      ...ISOLATIONS.map(level => cell(reports.find(({ isolation }) => isolation === level))),
    ]),
  );
}

/** What the searches could not control; empty when there is nothing. */
export function caveats(explored: readonly Explored[]): string {
  const lines = explored.flatMap(({ name, reports }) =>
    reports.flatMap(({ isolation, caveats }) => caveats.map(each => `- ${name}, at ${isolation}: ${each}`)),
  );
  return lines.join('\n');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

function cell(report: RaceReport | undefined): string {
  if (!report) return '—';
  const { verdict, failures, schedules, statements } = report;
  const [failure] = failures;
  const anomaly = failure && anomalyOf(failure);
  const named = verdict === 'fails' ? `**fails**, ${anomaly ? headlineOf(anomaly) : 'not named'}` : verdict;
  return `${named}: ${schedules}${isSentAlike(report) ? ` (${statements})` : ''}`;
}

/**
 * Whether as many statements are sent in every run. Which orders a search has run when it ends before all were depends on
 * who was quicker; and a serializable transaction may be refused for what shares a page with what it read, and be repeated.
 */
function isSentAlike({ verdict, isolation }: RaceReport): boolean {
  return verdict !== 'not found' && isolation !== 'serializable';
}

import type { RaceReport } from '../../../../src/testing/race/report.ts';
import { AnomalySeen } from './explore.ts';

/** What an exhaustive and a reduced search of one cell found, in the words of a scenario. */
export function found(all: RaceReport, reduced: RaceReport): string {
  return `${seen(all)} ${all.failing}/${all.schedules} (${reduced.schedules})${codes(all)}`;
}

/** What a reduced search found, in the same words. */
export function foundReduced(report: RaceReport): string {
  return `${seen(report)} (${report.schedules})${codes(report)}`;
}

/** What is expected, without the counts of all schedules. */
export function reducedPart(expected: string): string {
  return expected.replace(/ \d+\/\d+/, '');
}

function seen({ failing, failures }: RaceReport): string {
  const other = failures.find(({ reason }) => !(reason instanceof AnomalySeen));
  if (other) throw other.reason;
  return failing > 0 ? 'seen' : 'absent';
}

function codes({ endedWith }: RaceReport): string {
  const states = Object.keys(endedWith).filter(name => /^[0-9A-Z]{5}$/.test(name));
  return states.length > 0 ? ` ${states.toSorted().join()}` : '';
}

import type { MikroORM } from '../../../../src/index.ts';
import { ISOLATIONS } from '../../../../src/testing/race/options.ts';
import { race } from '../../../../src/testing/race/race.ts';
import type { RaceReport } from '../../../../src/testing/race/report.ts';
import { requireBalance } from './books.ts';
import type { Pair } from './pairs.ts';
import { refusals } from './refusals.ts';

/** Where a search at serializable ends: nearly every order of two serializable transactions can differ. */
const MOST = 200;

/** Races two operations at every level. Above read committed a caller may be told to try again. */
export async function explorePair(orm: MikroORM, { operations }: Pair): Promise<RaceReport[]> {
  const reports: RaceReport[] = [];
  for (const isolation of ISOLATIONS) {
    const allow = isolation === 'read committed' ? refusals : [...refusals, '40001'];
    const search = isolation === 'serializable' ? { maxSchedules: MOST } : {};
    reports.push(await race(orm, { operations, invariant: requireBalance, allow, isolation, search }));
  }
  return reports;
}

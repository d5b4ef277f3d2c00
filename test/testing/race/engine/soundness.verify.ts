import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { compareSearches } from './compare-searches.ts';
import { ProgramRace } from './program-race.ts';

// Other programs with every other seed; a fixed one, so that a change is judged by the same as the one before it.
const seed = Number(process.env['RACE_SEED'] ?? 20_261_122);
const runs = Number(process.env['RACE_PROGRAMS'] ?? 800);
const databases: ProgramRace[] = [];
beforeAll(async () => {
  for (let count = 0; count < 2; count++) databases.push(await ProgramRace.open(inject('selfsame')));
});
afterAll(async () => {
  for (const races of databases) await races[Symbol.asyncDispose]();
});

test(`no outcome is lost in ${runs} random programs (RACE_SEED=${seed})`, async () => {
  const share = Math.ceil(runs / databases.length);
  const compared = await Promise.all(
    databases.map((races, index) => compareSearches(races, { seed: seed + index, runs: share, length: 3 })),
  );
  const sum = (of: 'programs' | 'skipped' | 'exhaustive' | 'reduced') =>
    compared.reduce((total, each) => total + each[of], 0);
  console.log(
    `${sum('programs')} programs: ${sum('exhaustive')} schedules against ${sum('reduced')}; ${sum('skipped')} left out`,
  );

  expect(sum('programs')).toBeGreaterThan(runs * 0.8);
}, 3_600_000);

import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { compareSearches } from './compare-searches.ts';
import { ProgramRace } from './program-race.ts';

const seed = Number(process.env['RACE_SEED'] ?? 20261122);
let races: ProgramRace;
beforeAll(async () => void (races = await ProgramRace.open(inject('selfsame'))));
afterAll(() => races[Symbol.asyncDispose]());

test(`the reduced search finds every outcome that the exhaustive one does (RACE_SEED=${seed})`, async () => {
  const compared = await compareSearches(races, { seed, runs: 30, length: 2 });

  expect(compared.programs).toBeGreaterThan(20);
  expect(compared.reduced).toBeLessThan(compared.exhaustive);
}, 120_000);

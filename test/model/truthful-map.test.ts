import { expect, test } from 'vitest';
import { modelDatabase, playAgainstModel } from './truthful-map.ts';

const seed = Number(process.env['SELFSAME_SEED'] ?? 20261122);
const path = process.env['SELFSAME_PATH'];
const db = modelDatabase();

test(`a unit of work and the model of a truthful one never differ (SELFSAME_SEED=${seed})`, async () => {
  const steps = await playAgainstModel(db, { seed, path, runs: 60, length: 25 });

  expect(steps).toBeGreaterThan(0);
}, 60_000);

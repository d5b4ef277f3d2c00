import { expect, test } from 'vitest';
import { coherenceDatabase, playCoherence } from './model/play.ts';

const seed = Number(process.env['SELFSAME_SEED'] ?? 20261123);
const path = process.env['SELFSAME_PATH'];
const db = coherenceDatabase();

test(`what is loaded is what is stored, after each step (SELFSAME_SEED=${seed})`, async () => {
  const steps = await playCoherence(db, { seed, path, runs: 20, length: 12 });

  expect(steps).toBeGreaterThan(20);
}, 60_000);

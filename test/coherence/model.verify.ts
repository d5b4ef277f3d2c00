import { expect, test } from 'vitest';
import { coherenceDatabase, playCoherence } from './model/play.ts';

const seed = Number(process.env['SELFSAME_SEED'] ?? 20_261_123);
const path = process.env['SELFSAME_PATH'];
const runs = Number(process.env['SELFSAME_RUNS'] ?? 3000);
const db = coherenceDatabase();

test(`no difference between memory and database in ${runs} runs (SELFSAME_SEED=${seed})`, async () => {
  const steps = await playCoherence(db, { seed, path, runs, length: 20 });
  console.log(`${runs} runs, ${steps} steps (SELFSAME_SEED=${seed})`);

  expect(steps).toBeGreaterThan(runs);
});

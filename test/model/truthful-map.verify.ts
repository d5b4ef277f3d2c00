import { expect, test } from 'vitest';
import { modelDatabase, playAgainstModel } from './truthful-map.ts';

// Other runs with every other seed; a fixed one, so that a change is judged by the same as the one before it.
const seed = Number(process.env['SELFSAME_SEED'] ?? 20_261_122);
const path = process.env['SELFSAME_PATH'];
const runs = Number(process.env['SELFSAME_RUNS'] ?? 2000);
const db = modelDatabase();

test(`no difference between unit and model in ${runs} runs (SELFSAME_SEED=${seed})`, async () => {
  const steps = await playAgainstModel(db, { seed, path, runs, length: 50 });
  console.log(`${runs} runs, ${steps} steps (SELFSAME_SEED=${seed})`);

  expect(steps).toBeGreaterThan(runs);
});

import { expect, test } from 'vitest';
import { pieceDatabase } from './pieces.ts';
import { playLiveSets } from './play.ts';

// Other runs with every other seed; a fixed one, so that a change is judged by the same as the one before it.
const seed = Number(process.env['SELFSAME_SEED'] ?? 20_261_123);
const path = process.env['SELFSAME_PATH'];
const runs = Number(process.env['SELFSAME_RUNS'] ?? 1500);
const db = pieceDatabase({ pool: { min: 0, max: 1 } });

test(`a live set is what a new unit finds in ${runs} runs (SELFSAME_SEED=${seed})`, async () => {
  const checks = await playLiveSets(db, { seed, path, runs, length: 14 });
  console.log(`${runs} runs, ${checks} checks (SELFSAME_SEED=${seed})`);

  expect(checks).toBeGreaterThan(runs);
}, 900_000);

import { expect, test } from 'vitest';
import { pieceDatabase } from './pieces.ts';
import { playLiveSets } from './play.ts';

const seed = Number(process.env['SELFSAME_SEED'] ?? 20_261_123);
const path = process.env['SELFSAME_PATH'];
const runs = Number(process.env['SELFSAME_RUNS'] ?? 60);
const db = pieceDatabase({ pool: { min: 0, max: 1 } });

test(`a live set is what a new unit finds when all is flushed (SELFSAME_SEED=${seed})`, async () => {
  const checks = await playLiveSets(db, { seed, path, runs, length: 6 });

  expect(checks).toBeGreaterThan(runs);
}, 60_000);

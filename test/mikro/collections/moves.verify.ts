import { expect, test } from 'vitest';
import { playAll } from './play.ts';
import { shopDatabase } from './shop.ts';

const seed = Number(process.env['SELFSAME_SEED'] ?? 7);
const path = process.env['SELFSAME_PATH'];
const runs = Number(process.env['SELFSAME_RUNS'] ?? 150);
const db = shopDatabase();

test(`both sides of every relation agree, and equal the rows, in ${runs} runs (SELFSAME_SEED=${seed})`, async () => {
  const tally = await playAll(db, { seed, path, runs });
  console.log(`${runs} runs (SELFSAME_SEED=${seed})`, tally);

  expect(tally.refused).toBeLessThan(tally.flushes / 2);
});

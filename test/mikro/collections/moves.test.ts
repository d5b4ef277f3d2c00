import { expect, test } from 'vitest';
import { playAll } from './play.ts';
import { shopDatabase } from './shop.ts';

const seed = Number(process.env['SELFSAME_SEED'] ?? 20_261_123);
const path = process.env['SELFSAME_PATH'];
const db = shopDatabase();

test(`both sides of every relation agree, and equal the rows (SELFSAME_SEED=${seed})`, async () => {
  const { flushes, refused } = await playAll(db, { seed, path, runs: 8 });

  expect(refused).toBeLessThan(flushes / 2);
}, 60_000);

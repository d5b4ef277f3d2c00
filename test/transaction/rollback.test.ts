import { expect, test } from 'vitest';
import { galleryDatabase } from './gallery.ts';
import { playAll } from './play-all.ts';

const seed = Number(process.env['SELFSAME_SEED'] ?? 20261123);
const path = process.env['SELFSAME_PATH'];
const db = galleryDatabase();

test(`after a rollback a unit is what it was (SELFSAME_SEED=${seed})`, async () => {
  const tally = await playAll(db, { seed, path, runs: Number(process.env['SELFSAME_RUNS'] ?? 60) });
  console.log(tally);
  expect(Object.keys(tally).length).toBeGreaterThan(3);
}, 600_000);

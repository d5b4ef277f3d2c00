import { expect, test } from 'vitest';
import { galleryDatabase } from './gallery.ts';
import { playAll } from './play-all.ts';

// Other runs with every other seed; a fixed one, so that a change is judged by the same as the one before it.
const seed = Number(process.env['SELFSAME_SEED'] ?? 20_261_123);
const path = process.env['SELFSAME_PATH'];
const runs = Number(process.env['SELFSAME_RUNS'] ?? 400);
const db = galleryDatabase();

test(`after every rollback of ${runs} runs a unit is what it was (SELFSAME_SEED=${seed})`, async () => {
  const endings = await playAll(db, { seed, path, runs });
  console.log(`${runs} runs (SELFSAME_SEED=${seed})`, endings);

  expect(Object.keys(endings).length).toBeGreaterThan(3);
});

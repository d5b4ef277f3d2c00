import { expect, test } from 'vitest';
import { galleryDatabase } from './gallery.ts';
import { playAll } from './play-all.ts';

const seed = Number(process.env['SELFSAME_SEED'] ?? 20261123);
const path = process.env['SELFSAME_PATH'];
const db = galleryDatabase();

test(`after every rollback a unit is what it was (SELFSAME_SEED=${seed})`, async () => {
  const endings = await playAll(db, { seed, path, runs: 12 });

  expect(Object.keys(endings).length).toBeGreaterThan(3);
}, 60_000);

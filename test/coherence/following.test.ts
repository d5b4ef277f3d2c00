import { expect, test } from 'vitest';
import { libraryDatabase } from '../support/library.ts';
import { followingIsEnough } from './shelves.ts';

const db = libraryDatabase();

test('whoever follows the report shows what is stored', async () => {
  expect(await followingIsEnough(db, 20)).toBeGreaterThan(0);
}, 60_000);

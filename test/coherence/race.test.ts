import { expect, test } from 'vitest';
import { race } from '../../src/testing/index.ts';
import { libraryDatabase } from '../support/library.ts';
import { apart, clashing } from './rivals.ts';

const db = libraryDatabase();
const isolation = 'read committed';

test('two who merge edits of different fields lose nothing', async () => {
  expect(await race(db.orm, { ...apart, isolation })).toBeProved();
});

test('two who change one field do not overwrite each other unseen', async () => {
  expect(await race(db.orm, { ...clashing, isolation })).toBeProved();
});

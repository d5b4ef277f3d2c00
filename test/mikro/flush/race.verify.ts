import { describe, expect, test } from 'vitest';
import { race } from '../../../src/testing/index.ts';
import { itemDatabase } from './items.ts';
import { flushAgainstDeletion, flushAgainstFlush } from './rivals.ts';

const db = itemDatabase();

// Row by row, inside the statements that write several.
describe.each([2, 3])('%i rows', number => {
  test('that two flushes write are written by one of them, or by both in turn', async () => {
    expect(await race(db.orm, { ...flushAgainstFlush(number), steps: 'row' })).toBeProved();
  });

  test('that one flush deletes while another one writes them are either deleted or written', async () => {
    expect(await race(db.orm, { ...flushAgainstDeletion(number), steps: 'row' })).toBeProved();
  });
});

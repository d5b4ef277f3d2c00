import { describe, expect, test } from 'vitest';
import { race } from '../../../src/testing/index.ts';
import { itemDatabase } from './items.ts';
import { flushAgainstDeletion, flushAgainstFlush } from './rivals.ts';

const db = itemDatabase();

describe.each([1, 2])('%i rows', number => {
  test('that two flushes write are written by one of them, or by both in turn', async () => {
    expect(await race(db.orm, flushAgainstFlush(number))).toBeProved();
  });

  test('that one flush deletes while another one writes them are either deleted or written', async () => {
    expect(await race(db.orm, flushAgainstDeletion(number))).toBeProved();
  });
});

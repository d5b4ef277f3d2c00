import { beforeAll, expect, test } from 'vitest';
import { race } from '../../../../src/testing/race/race.ts';
import { formatReport } from '../../../../src/testing/race/report/format-report.ts';
import { testDatabase } from '../../../support/database.ts';
import { storeBoxOffice } from './given.ts';
import { pairs } from './pairs.ts';

const db = testDatabase();
beforeAll(() => storeBoxOffice(db.unit()));

test.each(pairs)('$name at once do what they do one after the other', async ({ operations }) => {
  // Its keys are inside JSON, where they cannot be told from other numbers; a new customer's differs from run to run.
  const report = await race(db.orm, { operations, ignore: { OutboxEvent: ['payload'] } });

  expect(report.verdict, formatReport(report)).toBe('covered');
});

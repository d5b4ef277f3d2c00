import { expect, test } from 'vitest';
import { race } from '../../../../src/testing/race/race.ts';
import { accounts, sql, testBank } from './bank.ts';

const bank = testBank();
const options = { invariant: () => {}, allow: ['23505'], search: { exhaustive: true } };

test.for([
  ['', 24],
  ['on conflict do nothing', 24],
] as const)(
  'two bulk inserts in opposite order deadlock between their rows %s',
  async ([onConflict, deadlocks]) => {
    const operations = {
      ada: sql(`insert into token values (1, 'a'), (2, 'b') ${onConflict}`),
      bob: sql(`insert into token values (3, 'b'), (4, 'a') ${onConflict}`),
    };

    const statements = await race(bank.orm, { ...options, operations });
    const rows = await race(bank.orm, { ...options, operations, steps: 'row' });

    expect(statements).toMatchObject({ schedules: 4, deadlocks: 0, verdict: 'covered' });
    expect(rows).toMatchObject({ schedules: 42, deadlocks, verdict: 'fails', steps: 'row' });
  },
);

test('two bulk inserts in one order do not', async () => {
  const insert = (id: number) =>
    sql(`insert into token values (${id}, 'a'), (${id + 1}, 'b') on conflict do nothing`);
  const report = await race(bank.orm, {
    ...options,
    operations: { ada: insert(1), bob: insert(3) },
    steps: 'row',
  });

  expect(report).toMatchObject({ schedules: 24, deadlocks: 0, verdict: 'covered' });
});

test('a bulk update stops at each row, and nothing of the pauses is left behind', async () => {
  const report = await race(bank.orm, {
    ...options,
    seed: accounts(1, 2),
    operations: { ada: sql('update account set balance = 1'), bob: sql('select * from account') },
    steps: 'row',
  });

  expect(report.schedules).toBeGreaterThan(4);
  expect(report.outcomes).toBe(1);
  expect(await bank.rows(`select tgname from pg_trigger where tgname like '%selfsame%'`)).toEqual([]);
  expect(await bank.rows(`select proname from pg_proc where proname like '%selfsame%'`)).toEqual([]);
});

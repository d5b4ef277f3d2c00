import { expect, test } from 'vitest';
import { race } from '../../../../src/testing/race/race.ts';
import { accounts, sql, testBank } from './bank.ts';

const bank = testBank();
const update = (id: number) => `update account set balance = balance + 1 where id = ${id}`;
const crossed = { ada: sql(update(1), update(2)), bob: sql(update(2), update(1)) };

test('a deadlock is found at once, and each of its operations is a victim once', async () => {
  const report = await race(bank.orm, {
    seed: accounts(1, 2),
    operations: crossed,
    invariant: () => {},
    search: { exhaustive: true },
  });
  const victims = report.failures.map(({ schedule }) => schedule.find(choice => choice.endsWith('!')));

  expect(report).toMatchObject({
    verdict: 'fails',
    schedules: 12,
    failing: 8,
    deadlocks: 8,
    endedWith: { '40P01': 8 },
  });
  expect(new Set(victims)).toEqual(new Set(['ada!', 'bob!']));
  expect(report.failures[0]?.deadlocks[0]?.toSorted()).toEqual(['ada', 'bob']);
});

test('without the crossing there is none', async () => {
  const ordered = sql(update(1), update(2));
  const report = await race(bank.orm, {
    seed: accounts(1, 2),
    operations: { ada: ordered, bob: ordered },
    invariant: () => {},
  });

  expect(report).toMatchObject({ verdict: 'covered', deadlocks: 0 });
});

test('a deadlock of three is found', async () => {
  const report = await race(bank.orm, {
    seed: accounts(1, 2, 3),
    operations: {
      ada: sql(update(1), update(2)),
      bob: sql(update(2), update(3)),
      eve: sql(update(3), update(1)),
    },
    allow: ['40P01'],
    invariant: () => {},
  });

  expect(report.verdict).toBe('covered');
  expect(report.deadlocks).toBeGreaterThan(0);
});

test('a cycle through the order of a queue is left to the server', async () => {
  const report = await race(bank.orm, {
    operations: {
      ada: sql(
        'lock table account in share mode',
        'lock table tag in exclusive mode',
        'lock table account in exclusive mode',
      ),
      bob: sql('lock table account in share mode', 'lock table account in exclusive mode'),
    },
    allow: ['40P01'],
    invariant: () => {},
  });

  expect(report.verdict).toBe('covered');
});

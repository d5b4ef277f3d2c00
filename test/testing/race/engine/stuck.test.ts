import type { EntityManager } from '@mikro-orm/postgresql';
import { expect, test } from 'vitest';
import { RaceLeftOpenError, RaceStuckError } from '../../../../src/testing/race/errors.ts';
import { race } from '../../../../src/testing/race/race.ts';
import { accounts, deposit, sql, testBank } from './bank.ts';

const bank = testBank();

test('operations that exhaust the pool together are stuck, and what each waits for is said', async () => {
  const nested = (em: EntityManager) =>
    em.transactional(async inside => {
      await inside.execute('select 1');
      await em.fork().transactional(other => other.execute('select 2'));
    });
  const operations = { ada: nested, bob: nested };

  const two = await race(bank.orm, { operations, invariant: () => {}, pool: 2, search: { prove: false } });
  const three = await race(bank.orm, { operations, invariant: () => {}, pool: 3 });

  expect(two.verdict).toBe('fails');
  expect(two.failures[0]?.reason).toBeInstanceOf(RaceStuckError);
  expect(two.failures[0]?.reason).toMatchObject({
    waits: { ada: 'a connection; the pool has 2', bob: 'a connection; the pool has 2' },
  });
  expect(three.verdict).toBe('covered');
});

test('with one connection, operations run one after the other', async () => {
  const report = await race(bank.orm, {
    seed: accounts(1),
    operations: { ada: deposit(1), bob: deposit(1) },
    invariant: async ({ em }) =>
      expect(await em.execute('select balance from account')).toEqual([{ balance: 10 }]),
    pool: 1,
  });

  expect(report.verdict).toBe('covered');
  expect(report.schedules).toBeLessThan(5);
});

test('an operation that waits for itself on two connections is stuck', async () => {
  const report = await race(bank.orm, {
    seed: accounts(1),
    operations: {
      ada: em =>
        em.transactional(async inside => {
          await inside.execute('update account set balance = 1');
          await em.fork().execute('update account set balance = 2');
        }),
    },
    invariant: () => {},
  });

  expect(report.failures[0]?.reason).toMatchObject({ waits: { ada: 'a lock of ada' } });
});

test('an operation that never ends is stuck', async () => {
  const report = await race(bank.orm, {
    operations: { ada: () => new Promise(() => {}), bob: sql('select 1') },
    invariant: () => {},
    search: { preemptions: 0, prove: false, maxSchedules: 1 },
  });

  expect(report.failures[0]?.reason).toMatchObject({ waits: { ada: 'a promise of its own' } });
  expect(report.caveats.join()).toContain('ada waited for something other than SQL');
});

test('an operation that never gives its connection back does not keep the race from ending', async () => {
  const keeps = async (em: EntityManager) => {
    await em.begin();
    await em.execute('select 1');
    await new Promise(() => {});
  };
  const report = await race(bank.orm, {
    operations: { ada: keeps, bob: sql('select 1') },
    invariant: () => {},
    search: { preemptions: 0, prove: false, maxSchedules: 1 },
  });

  expect(report.failures[0]?.reason).toBeInstanceOf(RaceStuckError);
});

test('operations that wait for each other outside SQL still end', async () => {
  const report = await race(bank.orm, {
    ...withMutex(),
    search: { exhaustive: true },
  });

  expect(report).toMatchObject({ verdict: 'covered' });
  expect(report.caveats.join()).toContain('waited for something other than SQL');
});

test('a connection or transaction that an operation leaves open is reported', async () => {
  const leavesTransaction = async (em: EntityManager) => {
    await em.begin();
    await em.execute('update account set balance = 7');
  };
  const report = await race(bank.orm, {
    seed: accounts(1),
    operations: { ada: leavesTransaction, bob: sql('select 1') },
    invariant: () => {},
    search: { prove: false },
  });

  expect(report.failures[0]?.reason).toBeInstanceOf(RaceLeftOpenError);
  expect(report.failures[0]?.reason).toMatchObject({ operation: 'ada' });
});

/** Two operations that take turns by a lock in JavaScript. */
function withMutex() {
  let turn = Promise.resolve();
  const exclusively = (em: EntityManager) => {
    const mine = turn.then(async () => {
      await em.execute('select 1');
      await em.execute('select 2');
    });
    turn = mine.catch(() => {});
    return mine;
  };
  return { operations: { ada: exclusively, bob: exclusively }, invariant: () => {} };
}

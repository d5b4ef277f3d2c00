import type { EntityManager } from '@mikro-orm/postgresql';
import { expect, test } from 'vitest';
import { race } from '../../../../src/testing/race/race.ts';
import { accounts, sql, testBank } from './bank.ts';

const bank = testBank();
const add = (id: number, amount: number) =>
  `update account set balance = balance * 2 + ${amount} where id = ${id}`;

test('statements that one operation sends at once have names of their own, and their order is searched too', async () => {
  const both = (amount: number) => async (em: EntityManager) => {
    await Promise.all([em.fork().execute(add(1, amount)), em.fork().execute(add(2, amount))]);
  };
  const report = await race(bank.orm, {
    seed: accounts(1, 2),
    operations: { ada: both(1), bob: sql(add(1, 10), add(2, 10)) },
    invariant: () => {
      throw new Error('seen');
    },
    search: { exhaustive: true },
  });
  const names = new Set(report.failures.flatMap(({ schedule }) => schedule));
  const withVictims = [...names].filter(name => !name.endsWith('!'));

  expect(withVictims.toSorted()).toEqual(['ada', 'ada.2', 'bob']);
  // Either order on either row, and the victim of a deadlock may be either of those that take part.
  expect(report.outcomes).toBeGreaterThanOrEqual(4);
});

test('one of them may wait for another one of the same operation', async () => {
  const report = await race(bank.orm, {
    seed: accounts(1),
    operations: {
      ada: async em =>
        void (await Promise.all([
          sql(add(1, 1), 'select 1')(em.fork()),
          sql(add(1, 10), 'select 1')(em.fork()),
        ])),
    },
    invariant: async ({ em }) =>
      expect([12, 21]).toContain(
        (await em.execute<{ balance: number }[]>('select balance from account'))[0]?.balance,
      ),
    search: { exhaustive: true },
  });

  expect(report).toMatchObject({ verdict: 'covered', outcomes: 2, caveats: [] });
});

test('statements sent at once in one transaction keep their order, as on the wire', async () => {
  const report = await race(bank.orm, {
    seed: accounts(1),
    operations: {
      ada: em =>
        em.transactional(
          async inside => void (await Promise.all([inside.execute(add(1, 1)), inside.execute(add(1, 10))])),
        ),
      bob: sql('select * from account'),
    },
    invariant: async ({ em }) =>
      expect((await em.execute<{ balance: number }[]>('select balance from account'))[0]?.balance).toBe(12),
    search: { exhaustive: true },
  });

  expect(report).toMatchObject({ verdict: 'covered', caveats: [], schedules: 4 });
});

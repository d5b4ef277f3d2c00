import { IsolationLevel } from '@mikro-orm/postgresql';
import { expect, test } from 'vitest';
import type { Isolation } from '../../../../src/testing/race/report.ts';
import { race } from '../../../../src/testing/race/race.ts';
import { accounts, balanceOf, deposit, sql, testBank } from './bank.ts';

const bank = testBank();
const levels: Isolation[] = ['read committed', 'repeatable read', 'serializable'];

test('unchanged operations run at each level, with a report for each', async () => {
  const reports = await race(bank.orm, {
    seed: accounts(1),
    operations: { ada: deposit(1), bob: deposit(1) },
    allow: ['40001'],
    invariant: async ({ em, endings }) => {
      const done = Object.values(endings).filter(({ status }) => status === 'fulfilled').length;
      expect(await balanceOf(em, 1)).toBe(5 * done);
    },
    isolation: levels,
  });

  expect(reports.map(({ isolation, verdict }) => [isolation, verdict])).toEqual([
    ['read committed', 'fails'],
    ['repeatable read', 'covered'],
    ['serializable', 'covered'],
  ]);
  expect(reports[1]?.endedWith['40001']).toBeGreaterThan(0);
});

test('write skew is stopped by serializable alone', async () => {
  const off = (id: number) =>
    sql(
      `update account set balance = 0 where id = ${id} and (select sum(balance) from account) >= 2`,
      'select 1',
    );
  const reports = await race(bank.orm, {
    seed: async em => void (await em.execute('insert into account values (1, 1), (2, 1)')),
    operations: { ada: off(1), bob: off(2) },
    allow: ['40001'],
    invariant: async ({ em }) =>
      expect(await em.execute('select sum(balance)::int as n from account')).not.toEqual([{ n: 0 }]),
    isolation: levels,
  });

  expect(reports.map(({ verdict }) => verdict)).toEqual(['fails', 'fails', 'covered']);
});

test('a level that the code asks for wins', async () => {
  const report = await race(bank.orm, {
    seed: accounts(1),
    operations: {
      ada: em =>
        em.transactional(async inside => void (await inside.execute('select * from account')), {
          isolationLevel: IsolationLevel.SERIALIZABLE,
        }),
      bob: deposit(1),
    },
    invariant: () => {
      throw new Error('seen');
    },
  });
  const isolationOf = (name: string) =>
    new Set(
      report.failures[0]?.trace
        .filter(({ operation }) => operation === name)
        .map(({ isolation }) => isolation),
    );

  expect(isolationOf('ada')).toEqual(new Set(['serializable']));
  expect(isolationOf('bob')).toEqual(new Set(['read committed']));
});

test('reads of a snapshot that was taken are not ordered, the first one is', async () => {
  const count = async (isolation: Isolation) => {
    const report = await race(bank.orm, {
      seed: accounts(1),
      operations: {
        ada: sql('select * from account', 'select * from account', 'select * from tag'),
        bob: deposit(1),
      },
      invariant: () => {},
      isolation,
      search: { exhaustive: true },
    });
    return report.schedules;
  };

  expect(await count('read committed')).toBe(20);
  expect(await count('repeatable read')).toBe(4);
});

import type { EntityManager } from '@mikro-orm/postgresql';
import { expect, test } from 'vitest';
import { RaceNotSerialError } from '../../../../src/testing/race/errors.ts';
import { race } from '../../../../src/testing/race/race.ts';
import { Account, accounts, deposit, sql, testBank } from './bank.ts';

const bank = testBank();

test('without an invariant, an outcome that no serial order has fails', async () => {
  const report = await race(bank.orm, {
    seed: accounts(1),
    operations: { ada: deposit(1), bob: deposit(1) },
  });

  expect(report.verdict).toBe('fails');
  expect(report.failures[0]?.reason).toBeInstanceOf(RaceNotSerialError);
  expect(report.failures[0]?.reason).toMatchObject({ outcome: expect.stringContaining('"balance":5') });
});

test('operations that are right are covered', async () => {
  const atomic = sql('update account set balance = balance + 5 where id = 1');
  const report = await race(bank.orm, { seed: accounts(1), operations: { ada: atomic, bob: atomic } });

  expect(report.verdict).toBe('covered');
});

test('an operation that was told to try again counts as not run', async () => {
  const options = { seed: accounts(1), operations: { ada: deposit(1), bob: deposit(1) } };
  const report = await race(bank.orm, { ...options, isolation: 'repeatable read' });

  expect(report.verdict).toBe('covered');
  expect(report.endedWith['40001']).toBeGreaterThan(0);
});

test('what operations return is part of the outcome', async () => {
  const read = async (em: EntityManager) => {
    const [before] = await em.execute<{ balance: number }[]>('select balance from account where id = 1');
    const [after] = await em.execute<{ balance: number }[]>('select balance from account where id = 1');
    return [before?.balance, after?.balance];
  };
  const report = await race(bank.orm, { seed: accounts(1), operations: { ada: read, bob: deposit(1) } });

  expect(report.verdict).toBe('fails');
  expect(report.failures[0]?.reason).toMatchObject({ outcome: expect.stringContaining('ada → [0,5]') });
});

test('columns can be left out, by entity and property or by table and column', async () => {
  const set = (balance: number) => async (em: EntityManager) => {
    const account = await em.findOneOrFail(Account, 1);
    await em.execute(`update account set balance = ${balance} + ${account.balance} where id = 1`);
  };
  const options = { seed: accounts(1), operations: { ada: set(1), bob: set(2) } };

  expect((await race(bank.orm, options)).verdict).toBe('fails');
  expect((await race(bank.orm, { ...options, ignore: { Account: ['balance'] } })).verdict).toBe('covered');
  expect((await race(bank.orm, { ...options, ignore: { account: ['balance'] } })).verdict).toBe('covered');
});

import type { EntityManager } from '@mikro-orm/postgresql';
import { expect, test } from 'vitest';
import { RaceEndingError, RaceInputError } from '../../../../src/testing/race/errors.ts';
import { race } from '../../../../src/testing/race/race.ts';
import { accounts, balanceOf, deposit, sql, testBank } from './bank.ts';

const bank = testBank();
const lostUpdate = {
  seed: accounts(1),
  operations: { ada: deposit(1), bob: deposit(1) },
  invariant: async ({ em }: { em: EntityManager }) => expect(await balanceOf(em, 1)).toBe(10),
};

test('the simplest schedule that fails comes first, with its trace', async () => {
  const { failures, verdict, failing } = await race(bank.orm, lostUpdate);
  const [first] = failures;

  expect(verdict).toBe('fails');
  expect(failing).toBe(failures.length);
  expect(failures.map(({ preemptions }) => preemptions)).toEqual(failures.map(() => 1));
  expect(first?.reason.message).toContain('expected 5 to be 10');
  expect(first?.schedule).toHaveLength(6);
  expect(first?.trace.filter(({ chosen }) => chosen).map(({ operation }) => operation)).toEqual(
    first?.schedule,
  );
  expect(first?.trace.map(({ kind }) => kind).toSorted()).toEqual([
    'begin',
    'begin',
    'commit',
    'commit',
    'select',
    'select',
    'update',
    'update',
  ]);
  expect(first?.trace.find(({ kind }) => kind === 'update')).toMatchObject({
    writes: [{ table: 'account', row: '1' }],
    rowCount: 1,
    isolation: 'read committed',
    implicit: false,
  });
});

test('a failure replays', async () => {
  const { failures } = await race(bank.orm, lostUpdate);
  const replay = failures[0]?.schedule.join(' ') ?? '';

  for (let time = 0; time < 10; time++) {
    const again = await race(bank.orm, { ...lostUpdate, replay });

    expect(again).toMatchObject({ verdict: 'fails', limit: 'replay', schedules: 1 });
    expect(again.failures[0]?.schedule).toEqual(failures[0]?.schedule);
    expect(again.failures[0]?.trace.map(({ sql: text, waitedFor }) => [text, waitedFor])).toEqual(
      failures[0]?.trace.map(({ sql: text, waitedFor }) => [text, waitedFor]),
    );
  }
});

test('a replay that the code does not follow any more is refused', async () => {
  const replay = race(bank.orm, { ...lostUpdate, replay: 'ada ada ada ada' });

  await expect(replay).rejects.toThrow(RaceInputError);
});

test('a wait and what ended it are in the trace', async () => {
  const { failures } = await race(bank.orm, {
    seed: accounts(1),
    operations: {
      ada: sql('update account set balance = 1', 'select 1'),
      bob: sql('update account set balance = 2', 'select 2'),
    },
    invariant: ({ endings }) => expect(endings['ada']?.status).toBe('rejected'),
    search: { exhaustive: true },
  });
  const waited = failures.find(({ trace }) => trace.some(({ waitedFor }) => waitedFor.length > 0));
  const waiting = waited?.trace.find(({ waitedFor }) => waitedFor.length > 0);
  const letGoOn = waited?.trace[waiting?.resumedAfter ?? -1];

  expect(waiting?.kind).toBe('update');
  expect(letGoOn).toMatchObject({ kind: 'commit', operation: waiting?.waitedFor[0] });
});

test('an error that is not allowed fails the race, an allowed one does not', async () => {
  const options = {
    operations: {
      ada: sql(`insert into token values (1, 'x')`),
      bob: sql(`insert into token values (2, 'x')`),
    },
    invariant: () => {},
  };

  const refused = await race(bank.orm, options);
  const allowed = await race(bank.orm, { ...options, allow: ['23505'] });
  const byName = await race(bank.orm, { ...options, allow: ['UniqueConstraintViolationException'] });

  expect(refused.failures[0]?.reason).toBeInstanceOf(RaceEndingError);
  expect(refused.failures[0]?.reason).toMatchObject({ endedWith: '23505' });
  expect(allowed).toMatchObject({ verdict: 'covered', endedWith: { 23505: allowed.schedules } });
  expect(byName.verdict).toBe('covered');
});

test('a race inside one statement outside a transaction is found', async () => {
  const once = sql(
    `insert into tag select 1 + (select count(*) from tag), 'x' where not exists (select from tag where name = 'x')`,
  );
  const report = await race(bank.orm, {
    operations: { ada: once, bob: once },
    allow: ['23505'],
    invariant: ({ endings }) =>
      expect(Object.values(endings).map(({ status }) => status)).not.toContain('rejected'),
  });

  expect(report.verdict).toBe('fails');
  expect(report.failures[0]?.trace.some(({ implicit, kind }) => implicit && kind === 'commit')).toBe(true);
});

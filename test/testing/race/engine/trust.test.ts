import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RaceDivergedError, RaceInputError, RaceUngatedError } from '../../../../src/testing/race/errors.ts';
import { race } from '../../../../src/testing/race/race.ts';
import type { RaceOptions } from '../../../../src/testing/race/options.ts';
import { accounts, deposit, sql, testBank } from './bank.ts';

const bank = testBank();
const invariant = () => {};

test('an operation that does something else the second time ends the race with both traces', async () => {
  let calls = 0;
  const diverges = race(bank.orm, {
    operations: {
      ada: async em => {
        await em.execute('select 1');
        await em.execute(`select ${++calls}`);
      },
      bob: sql('select 2'),
    },
    invariant,
  });

  await expect(diverges).rejects.toThrow(RaceDivergedError);
  await expect(diverges).rejects.toMatchObject({ schedule: expect.anything(), expected: expect.anything() });
});

test('a statement that no operation sent fails the race, with the place it came from', async () => {
  let send: (() => Promise<unknown>) | undefined;
  const timer = setInterval(() => {
    void send?.();
    send = undefined;
  }, 1);
  const strays = race(bank.orm, {
    operations: {
      ada: async em => {
        await em.execute('select 1');
        send = () => em.fork().execute('select 42');
        await delay(30);
        await em.execute('select 2');
      },
      bob: sql('select 3'),
    },
    invariant,
  });

  await expect(strays).rejects.toThrow(RaceUngatedError);
  await expect(strays).rejects.toMatchObject({
    sql: 'select 42',
    sentFrom: expect.stringContaining('executeQuery'),
  });
  clearInterval(timer);
});

test('a statement that nobody awaited is found when it comes late', async () => {
  const late = race(bank.orm, {
    operations: {
      ada: async em => {
        await em.execute('select 1');
        void delay(50)
          .then(() => em.fork().execute('select 42'))
          .catch(() => {});
      },
      bob: sql('select 3'),
    },
    invariant: () => delay(100),
  });

  await expect(late).rejects.toThrow(RaceUngatedError);
});

test("a statement of an operation on the application's own connections is found", async () => {
  const bypass = race(bank.orm, {
    operations: { ada: async () => bank.orm.driver.execute('select 42'), bob: sql('select 3') },
    invariant,
  });

  await expect(bypass).rejects.toThrow(RaceUngatedError);
});

test.for<[string, Partial<RaceOptions>, string]>([
  ['no operations', { operations: {} }, 'operations'],
  ['one without an invariant', { operations: { ada: deposit(1) }, invariant: undefined }, 'operations'],
  ['a name with a space', { operations: { 'ada l': deposit(1), bob: deposit(1) } }, 'operations'],
  ['a name with an exclamation mark', { operations: { 'ada!': deposit(1), bob: deposit(1) } }, 'operations'],
  ['an unknown level', { isolation: 'snapshot' as never }, 'isolation'],
  ['no level', { isolation: [] }, 'isolation'],
  ['negative preemptions', { search: { preemptions: -1 } }, 'search.preemptions'],
  ['no schedules', { search: { maxSchedules: 0 } }, 'search.maxSchedules'],
  ['no time', { search: { budget: 0 } }, 'search.budget'],
  ['no connections', { pool: 0 }, 'pool'],
  ['half a connection', { pool: 1.5 }, 'pool'],
  ['other steps', { steps: 'page' as never }, 'steps'],
  ['a replay of somebody else', { replay: 'ada eve' }, 'replay'],
])('%s is refused before anything is sent', async ([, wrong, option]) => {
  const options = {
    operations: { ada: deposit(1), bob: deposit(1) },
    invariant,
    seed: accounts(1),
    ...wrong,
  } as RaceOptions;
  const refused = race(bank.orm, options as never);

  await expect(refused).rejects.toThrow(RaceInputError);
  await expect(refused).rejects.toMatchObject({ option, code: 'SELFSAME_RACE_INPUT' });
});

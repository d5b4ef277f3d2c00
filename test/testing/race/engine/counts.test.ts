import { expect, test } from 'vitest';
import { race } from '../../../../src/testing/race/race.ts';
import type { RaceSearch } from '../../../../src/testing/race/options.ts';
import { accounts, deposit, testBank } from './bank.ts';

const bank = testBank();
const programs = {
  'two on one row': { a: deposit(1), b: deposit(1) },
  'two on rows of their own': { a: deposit(1), b: deposit(2) },
  'three on one row': { a: deposit(1), b: deposit(1), c: deposit(1) },
  'three on rows of their own': { a: deposit(1), b: deposit(2), c: deposit(3) },
};

async function schedules(name: keyof typeof programs, search: RaceSearch): Promise<number> {
  const report = await race(bank.orm, {
    seed: accounts(1, 2, 3),
    operations: programs[name],
    invariant: () => {},
    search,
  });
  return report.schedules;
}

test.for([
  ['two on one row', 14, [2, 6, 12]],
  ['two on rows of their own', 20, [2, 6, 14]],
] as const)('%s: every order, and those of few preemptions', async ([name, all, bounded]) => {
  expect(await schedules(name, { exhaustive: true })).toBe(all);
  for (const [preemptions, count] of bounded.entries())
    expect(await schedules(name, { preemptions, prove: false })).toBe(count);
});

test.for([
  ['two on one row', 6, 6],
  ['two on rows of their own', 6, 1],
  ['three on one row', 48, 96],
  ['three on rows of their own', 42, 1],
] as const)(
  '%s: all orders of one preemption, and then one of each kind',
  async ([name, bounded, reduced]) => {
    expect(await schedules(name, { preemptions: 1 })).toBe(bounded + reduced);
  },
);

test('what was searched is said', async () => {
  const options = { seed: accounts(1), operations: programs['two on one row'], invariant: () => {} };

  const all = await race(bank.orm, { ...options, search: { exhaustive: true } });
  const proved = await race(bank.orm, options);
  const bounded = await race(bank.orm, { ...options, search: { prove: false } });
  const limited = await race(bank.orm, { ...options, search: { maxSchedules: 5 } });
  const hurried = await race(bank.orm, { ...options, search: { budget: 0.1 } });

  expect(all).toMatchObject({ verdict: 'covered', limit: undefined, statements: 14 * 8, outcomes: 2 });
  expect(proved).toMatchObject({ verdict: 'covered', limit: undefined, outcomes: 2 });
  expect(bounded).toMatchObject({ verdict: 'not found', limit: 'preemptions' });
  expect(limited).toMatchObject({ verdict: 'not found', limit: 'schedules', schedules: 5 });
  expect(hurried).toMatchObject({ verdict: 'not found', limit: 'budget' });
});

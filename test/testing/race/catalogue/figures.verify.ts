import { expect, test } from 'vitest';
import { race } from '../../../../src/testing/race/race.ts';
import { catalogueDatabase } from './catalogue-database.ts';
import { cellsOf, raceOptions } from './explore.ts';
import { transaction } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { twoValues, valueOf } from './values.ts';

const database = catalogueDatabase();
const seen = scenarios.flatMap(cellsOf).filter(({ expected }) => expected.startsWith('seen'));

test('an anomaly is found with one preemption at most, within 100 ms (median of the cells that show one)', async () => {
  const times: number[] = [];
  for (const cell of seen) {
    const { failures, firstFailureAfter = Number.NaN } = await race(database.orm, raceOptions(cell));
    expect(failures[0]?.preemptions, cell.name).toBeLessThanOrEqual(1);
    times.push(firstFailureAfter);
  }

  print(`first failing schedule of ${seen.length} cells`, times);
  expect(median(times)).toBeLessThanOrEqual(100);
});

test('three operations of four statements that matter are covered within 2 s (median)', async () => {
  const operation = transaction(async sql => {
    const value = await valueOf(sql, 1);
    await valueOf(sql, 2);
    await sql.change(`update test set value = ${value! + 1} where id = 1`);
  });
  const times: number[] = [];
  for (let pass = 1; pass <= 7; pass++) {
    const { verdict, schedules, took } = await race(database.orm, {
      seed: em => em.execute(twoValues),
      operations: { ada: operation, bob: operation, eve: operation },
      invariant: () => {},
    });
    expect(verdict).toBe('covered');
    times.push(took);
    console.log(`${schedules} schedules in ${Math.round(took)} ms`);
  }

  print('three operations of four statements covered', times);
  expect(median(times)).toBeLessThanOrEqual(2000);
});

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

function print(what: string, times: readonly number[]): void {
  const longest = Math.round(Math.max(...times));
  console.log(`${what}: median ${Math.round(median(times))} ms, longest ${longest} ms`);
}

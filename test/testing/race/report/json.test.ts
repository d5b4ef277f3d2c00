import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonValue } from '../../../../src/testing/race/report/json-value.ts';
import { reportToJson } from '../../../../src/testing/race/report/report-to-json.ts';
import { deadlock } from './scenarios.ts';
import { failureOf, lostUpdate, reportOf, trace } from './trace.ts';

test('a report as JSON has its schema number, its summary and everything in it', () => {
  const { schema, summary, report } = reportToJson(reportOf(lostUpdate()));

  expect(schema).toBe(1);
  expect(summary).toBe('4 schedules, 160 ms at read committed: FAILS with 1 preemption');
  expect(report).toMatchObject({
    verdict: 'fails',
    failures: [{ schedule: ['ada', 'ada', 'bob', 'bob', 'ada', 'bob'] }],
  });
});

test('each failure has its anomaly beside it, with steps named by their positions', () => {
  const [anomaly] = reportToJson(reportOf(lostUpdate())).anomalies;

  expect(anomaly).toMatchObject({
    names: ['P4'],
    title: 'lost update',
    scope: 'level',
    cycle: [
      {
        type: 'rw',
        item: 'account#1',
        before: { operation: 'bob', position: 4 },
        after: { operation: 'ada', position: 3 },
      },
      {
        type: 'ww',
        item: 'account#1',
        before: { operation: 'ada', position: 3 },
        after: { operation: 'bob', position: 5 },
      },
    ],
  });
});

test('a failure that nothing explains has null', () => {
  const failure = failureOf(trace(['ada', 'select 1'], ['bob', 'select 1']));

  expect(reportToJson(reportOf(failure)).anomalies).toEqual([null]);
});

test('errors in endings keep their name, message, code and cause', () => {
  const { report } = reportToJson(reportOf(deadlock()));

  expect(report).toMatchObject({
    failures: [
      {
        endings: {
          bob: { error: { $error: { name: 'Error', message: 'deadlock detected', code: '40P01' } } },
        },
      },
    ],
  });
});

test('what JSON has no word for is said in an object with one key', () => {
  const again: { self?: object } = {};
  again.self = again;

  expect(
    jsonValue({
      date: new Date('2030-01-01T20:00:00Z'),
      never: new Date(Number.NaN),
      bigint: 2n ** 63n,
      bytes: Buffer.from('hi'),
      nan: Number.NaN,
      minus: -0,
      error: new TypeError('no', { cause: 3 }),
      map: new Map([['a', 1n]]),
      set: new Set([1]),
      symbol: Symbol('s'),
      call: function named() {},
      missing: undefined,
      list: [undefined],
      again,
    }),
  ).toEqual({
    date: { $date: '2030-01-01T20:00:00.000Z' },
    never: { $date: 'Invalid Date' },
    bigint: { $bigint: '9223372036854775808' },
    bytes: { $bytes: 'aGk=' },
    nan: { $number: 'NaN' },
    minus: 0,
    error: { $error: { name: 'TypeError', message: 'no', cause: 3 } },
    map: { $map: [['a', { $bigint: '1' }]] },
    set: { $set: [1] },
    symbol: { $symbol: 's' },
    call: { $function: 'named' },
    list: [null],
    again: { self: { $again: 'Object' } },
  });
});

test('whatever operations return, JSON gives it back unchanged', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withTypedArray: true,
    withSparseArray: true,
  });
  fc.assert(
    fc.property(anything, value => {
      const failure = { ...lostUpdate(), endings: { ada: { status: 'fulfilled', value } as const } };
      const json = reportToJson(reportOf(failure));
      expect(JSON.parse(JSON.stringify(json))).toEqual(json);
    }),
  );
});

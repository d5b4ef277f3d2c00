import { expect, test } from 'vitest';
import { RaceEndingError, RaceStuckError } from '../../../../src/testing/race/errors.ts';
import { type Anomaly, anomalyOf } from '../../../../src/testing/race/report/anomaly.ts';
import { circle } from '../../../../src/testing/race/report/anomaly-text.ts';
import type { RaceFailure, RaceStep } from '../../../../src/testing/race/report.ts';
import { deadlock, lookThenInsert, readSkew, writeSkew } from './scenarios.ts';
import { failureOf, lostUpdate, trace } from './trace.ts';

function named(failure: RaceFailure): Anomaly {
  const anomaly = anomalyOf(failure);
  if (!anomaly) throw new Error('no anomaly');
  return anomaly;
}

/** The trace with some steps of it changed. */
function changed(failure: RaceFailure, change: (step: RaceStep) => Partial<RaceStep>): RaceFailure {
  return { ...failure, trace: failure.trace.map(step => ({ ...step, ...change(step) })) };
}

test('a row read, and written over a change that was not seen, is a lost update', () => {
  const { name, cycle, spanning, hint } = named(lostUpdate());

  expect(name).toBe('P4');
  expect(circle(cycle)).toBe('bob ─rw account#1→ ada ─ww account#1→ bob');
  expect(spanning).toEqual([]);
  expect(hint).toMatch(/increment.*PESSIMISTIC_WRITE.*version/);
});

test('the same with the reads in transactions of their own spans transactions', () => {
  const autocommitted = changed(lostUpdate(), ({ kind, operation }) =>
    kind === 'select' ? { transaction: `${operation} reads` } : {},
  );

  expect(named(autocommitted)).toMatchObject({ name: 'P4', spanning: ['bob'] });
  expect(named(autocommitted).hint).toMatch(/^first, read and write in one transaction/);
});

test('a row that is locked when it is read is read after the wait, so there is no circle', () => {
  const row = { reads: 'account#1', rows: [{ id: 1, balance: 0 }] };
  const locked = trace(
    ['ada', 'select * from account where id = 1 for update', row],
    ['bob', 'select * from account where id = 1 for update', { ...row, waitedFor: ['ada'], resumedAfter: 3 }],
    ['ada', 'update account set balance = 5 where id = 1', { writes: 'account#1', rowCount: 1 }],
    ['ada', 'commit'],
    ['bob', 'update account set balance = 10 where id = 1', { writes: 'account#1', rowCount: 1 }],
    ['bob', 'commit'],
  );

  expect(anomalyOf(failureOf(locked))).toBeUndefined();
});

test('the same rows read by both and different ones written is write skew', () => {
  const { name, cycle, hint } = named(writeSkew());

  expect(name).toBe('G2-item');
  expect(circle(cycle)).toBe('ada ─rw doctor#2→ bob ─rw doctor#1→ ada');
  expect(hint).toMatch(/lock every row that the decision rests on.*serializable/);
});

test('looking, finding nothing and inserting is a duplication, and one transaction would not repair it', () => {
  const { names, spanning, hint } = named(lookThenInsert());

  expect(names).toEqual(['G2', 'duplicates']);
  expect(spanning).toEqual(['bob', 'ada']);
  expect(hint).toMatch(/@Unique.*getOrCreate/);
});

test('looking for rows and changing one that the other looked for is write skew on a search', () => {
  const count = { reads: 'seat', rows: [{ count: 1 }] };
  const quota = trace(
    ['ada', 'select count(*) from seat where holder = 1', count],
    ['bob', 'select count(*) from seat where holder = 1', count],
    ['ada', 'update seat set holder = 1 where id = 7', { writes: 'seat#7', rowCount: 1 }],
    ['ada', 'commit'],
    ['bob', 'update seat set holder = 1 where id = 8', { writes: 'seat#8', rowCount: 1 }],
    ['bob', 'commit'],
  );

  expect(named(failureOf(quota))).toMatchObject({ names: ['G2'], spanning: [] });
});

test('inserting because of a count is no duplication', () => {
  const counted = changed(lookThenInsert(), ({ kind }) =>
    kind === 'select' ? { rows: [{ count: 0 }] } : {},
  );

  expect(named(counted).names).toEqual(['G2']);
});

test('two rows seen at two moments are read skew at read committed', () => {
  const { name, cycle } = named(readSkew());

  expect(name).toBe('G-single');
  expect(circle(cycle)).toBe('audit ─rw account#1→ transfer ─wr account#2→ audit');
});

test('the same statements at repeatable read see one moment, so there is no circle', () => {
  expect(anomalyOf(readSkew('repeatable read'))).toBeUndefined();
});

test('a search that waited looked before the wait, so rows that came to match meanwhile were missed', () => {
  const waited = trace(
    ['ada', 'update test set value = value + 10', { reads: 'test', writes: 'test', rowCount: 2 }],
    [
      'bob',
      'delete from test where value = 20',
      { reads: 'test', rowCount: 0, waitedFor: ['ada'], resumedAfter: 2 },
    ],
    ['ada', 'commit'],
    ['bob', 'commit'],
  );

  const { name, cycle } = named(failureOf(waited));

  expect(name).toBe('G-single');
  expect(circle(cycle)).toBe('bob ─rw test→ ada ─wr test→ bob');
});

test('such a search explains nothing that rows explain', () => {
  const count = { reads: 'counter', writes: 'counter', rowCount: 1 };
  const steps = trace(
    ['ada', 'select * from a where id = 1', { reads: 'a#1', rows: [{ id: 1 }] }],
    ['eve', 'select * from c where id = 1', { reads: 'c#1', rows: [{ id: 1 }] }],
    ['bob', 'update c set n = 1 where id = 1', { writes: 'c#1', rowCount: 1 }],
    ['eve', 'update a set n = 1 where id = 1', { writes: 'a#1', rowCount: 1 }],
    ['bob', 'update counter set n = n + 1', count],
    ['ada', 'update counter set n = n + 1', { ...count, waitedFor: ['bob'], resumedAfter: 6 }],
    ['bob', 'commit'],
    ['ada', 'commit'],
    ['eve', 'commit'],
  );

  const { cycle } = named(failureOf(steps));

  expect(circle(cycle)).toBe('ada ─rw a#1→ eve ─rw c#1→ bob ─ww counter→ ada');
});

test('a key that is taken was seen, though the row is not in the snapshot', () => {
  const isolation = 'repeatable read';
  const look = { reads: 'tag', rows: [], isolation } as const;
  const steps = trace(
    ['ada', 'select * from tag where name = 1', look],
    ['bob', 'insert into tag values (1)', { writes: 'tag+', rowCount: 1, isolation }],
    ['bob', 'commit', { isolation }],
    ['ada', 'savepoint s', { isolation }],
    ['ada', 'insert into tag values (1)', { writes: 'tag+', error: ['23505', 'duplicate key'], isolation }],
    ['ada', 'rollback to savepoint s', { isolation }],
    ['ada', 'select * from tag where name = 1', look],
    ['ada', 'commit', { isolation }],
  );

  expect(circle(named(failureOf(steps)).cycle)).toBe('ada ─rw tag→ bob ─wr tag→ ada');
});

test('two rows written in turns by several transactions are a write cycle', () => {
  const write = (row: string, transaction: string) => ({ in: transaction, writes: row, rowCount: 1 });
  const turns = trace(
    ['ada', 'update film set likes = 1 where id = 1', write('film#1', 'ada 1')],
    ['bob', 'begin', { in: 'bob 1', chosen: false }],
    ['bob', 'update film set likes = 2 where id = 1', write('film#1', 'bob 1')],
    ['bob', 'update film set likes = 2 where id = 2', write('film#2', 'bob 1')],
    ['bob', 'commit', { in: 'bob 1' }],
    ['ada', 'update film set likes = 1 where id = 2', write('film#2', 'ada 2')],
  );

  expect(named(failureOf(turns))).toMatchObject({ name: 'G0', spanning: ['ada'] });
});

test('a circle through three operations is found', () => {
  const write = (row: string) => ({ writes: row, rowCount: 1 });
  const steps = trace(
    ['ada', 'select * from a where id = 1', { reads: 'a#1', rows: [{ id: 1 }] }],
    ['bob', 'select * from b where id = 1', { reads: 'b#1', rows: [{ id: 1 }] }],
    ['eve', 'select * from c where id = 1', { reads: 'c#1', rows: [{ id: 1 }] }],
    ['ada', 'update b set n = 1 where id = 1', write('b#1')],
    ['bob', 'update c set n = 1 where id = 1', write('c#1')],
    ['eve', 'update a set n = 1 where id = 1', write('a#1')],
    ['ada', 'commit'],
    ['bob', 'commit'],
    ['eve', 'commit'],
  );

  expect(named(failureOf(steps)).cycle.map(({ type }) => type)).toEqual(['rw', 'rw', 'rw']);
});

test('of many rows the explanation is the same, and it is found before the test times out', () => {
  const ids = Array.from({ length: 300 }, (_, index) => index + 1);
  const all = { reads: ids.map(id => `t#${id}`).join(' '), rows: ids.map(id => ({ id })) };
  const bulk = { writes: ids.map(id => `t#${id}`).join(' '), rowCount: 300 };
  const operations = ['a', 'b', 'c', 'd'];
  const steps = trace(
    ...operations.map(name => [name, 'select * from t where id in (…)', all] as [string, string, object]),
    ...operations.map(name => [name, 'update t set n = 5 where id in (…)', bulk] as [string, string, object]),
    ...operations.map(name => [name, 'commit'] as [string, string]),
  );

  expect(named(failureOf(steps)).name).toBe('P4');
});

test('what a transaction did that was rolled back depends on nobody', () => {
  const undone = changed(writeSkew(), ({ operation, sql }) =>
    operation === 'ada' && sql === 'commit' ? { sql: 'rollback', kind: 'rollback' } : {},
  );

  expect(anomalyOf(undone)).toBeUndefined();
});

test('a commit after a failed statement is a rollback', () => {
  const steps = writeSkew().trace;
  const failed = trace(['ada', 'update doctor set on_call = null', { error: ['23502', 'null value'] }]);
  const undone = [...steps.slice(0, 6), ...failed, ...steps.slice(6)];

  expect(anomalyOf(failureOf(undone.map((step, position) => ({ ...step, position }))))).toBeUndefined();
});

test('a statement that failed inside a savepoint leaves the transaction as it was', () => {
  const steps = writeSkew().trace;
  const nested = trace(
    ['ada', 'savepoint s', { chosen: false }],
    ['ada', 'update doctor set on_call = null', { error: ['23502', 'null value'] }],
    ['ada', 'rollback to savepoint s', { chosen: false }],
  );
  const kept = [...steps.slice(0, 6), ...nested, ...steps.slice(6)];

  expect(named(failureOf(kept.map((step, position) => ({ ...step, position })))).name).toBe('G2-item');
});

test('a deadlock goes by two names', () => {
  expect(named(deadlock())).toMatchObject({
    names: ['deadlock', '40P01'],
    title: 'ada and bob wait for each other',
  });
  expect(named(deadlock()).hint).toMatch(/in one order/);
});

test('an error that nobody allowed goes by its SQLSTATE, also from deep inside', () => {
  const server = Object.assign(new Error('duplicate key'), { code: '23505' });
  const error = new Error('could not store', { cause: server });
  const failure = failureOf(trace(['ada', 'insert into t values (1)']), {
    reason: new RaceEndingError('ada', '23505', { cause: error }),
    endings: { ada: { status: 'rejected', error } },
  });

  expect(named(failure)).toMatchObject({ name: '23505', title: 'ada ended with an error' });
  expect(named(failure).hint).toMatch(/getOrCreate/);
});

test('an error without SQLSTATE goes by its class', () => {
  class SeatTakenError extends Error {
    override readonly name = 'SeatTakenError';
  }
  const error = new SeatTakenError('taken');
  const failure = failureOf(trace(['ada', 'select 1']), {
    reason: error,
    endings: { ada: { status: 'rejected', error } },
  });

  expect(named(failure).name).toBe('SeatTakenError');
});

test('an error that some operation was allowed to end with does not explain a broken invariant', () => {
  const error = Object.assign(new Error('could not serialize'), { code: '40001' });
  const failure = {
    ...lostUpdate(),
    endings: { ...lostUpdate().endings, eve: { status: 'rejected', error } as const },
  };

  expect(named(failure).name).toBe('P4');
});

test('what fails one after the other is no race', () => {
  const failure = failureOf(trace(['ada', 'select 1', { in: '1' }], ['bob', 'select 1', { in: '2' }]), {
    preemptions: 0,
  });

  expect(named(failure)).toMatchObject({ name: 'serial', title: 'not a race: it fails one after the other' });
});

test('a schedule in which nobody goes on is stuck', () => {
  const reason = new RaceStuckError({ ada: 'a connection', bob: 'a connection' });

  expect(named({ ...lostUpdate(), reason })).toMatchObject({ name: 'stuck' });
});

test('strands of one operation do not conflict with each other', () => {
  const own = changed(lostUpdate(), ({ operation }) => (operation === 'bob' ? { operation: 'ada.2' } : {}));

  expect(anomalyOf({ ...own, endings: { ada: { status: 'fulfilled', value: undefined } } })).toBeUndefined();
});

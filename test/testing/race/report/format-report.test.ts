import { expect, test } from 'vitest';
import { formatReport } from '../../../../src/testing/race/report/format-report.ts';
import { deadlock, lookThenInsert } from './scenarios.ts';
import { failureOf, lostUpdate, reportOf, trace } from './trace.ts';

test('a failing report says what failed, why, in which order and how to run it again', () => {
  expect(formatReport(reportOf(lostUpdate()))).toBe(
    `
4 schedules, 160 ms at read committed: FAILS with 1 preemption
3 of 4 fail; first after 23 ms; 2 different outcomes
expected 5 to be 10
P4 lost update: bob ─rw account#1→ ada ─ww account#1→ bob
  rw: bob (3) read account#1 and did not see what ada (2) changed
  ww: ada (2) changed account#1, and bob (4) changed it after that
level-based: each did this in one transaction, and read committed allows it
to repair: let the database compute the value (em.updateRow with increment or another atomic expression), or read account#1 with lockMode: PESSIMISTIC_WRITE before deciding, or give it a version column and retry

    │ ada                                         │ bob
────┼─────────────────────────────────────────────┼────────────────────────────────────────────
  · │ begin                                       │
  · │                                             │ begin
  1 │ select * from account where id = 1 limit 1  │
    │   → {id: 1, owner: 'a', balance: 0}         │
  2 │ update account set balance = 5 where id = 1 │
    │   → 1 row                                   │
  3 │                                             │ select * from account where id = 1 limit 1
    │                                             │   → {id: 1, owner: 'a', balance: 0}
  4 │                                             │ update account set balance = 5 where id = 1
    │                                             │   ⏳ waits for ada
  5 │ commit                                      │
    │                                             │   ▶ resumes → 1 row
  6 │                                             │ commit
    │ ✔ done                                      │
    │                                             │ ✔ done

replay: 'ada ada bob bob ada bob'
`.trim(),
  );
});

test('a deadlock shows who waited for whom, who was chosen and what was undone', () => {
  const text = formatReport(reportOf(deadlock()));

  expect(text).toContain('deadlock: ada and bob wait for each other\nto repair: take the locks in one order');
  expect(text.split('\n\n').slice(1).join('\n')).toBe(
    `
    │ ada                          │ bob                           │ eve
────┼──────────────────────────────┼───────────────────────────────┼─────────────────────────────
  · │ begin                        │                               │
  · │                              │ begin                         │
  1 │ update account set balance = │                               │
    │ balance + 5 where id = 1     │                               │
    │   → 1 row                    │                               │
  2 │                              │ update account set balance =  │
    │                              │ balance + 5 where id = 2      │
    │                              │   → 1 row                     │
  3 │ update account set balance = │                               │
    │ balance + 5 where id = 2     │                               │
    │   ⏳ waits for bob           │                               │
  4 │                              │                               │ select count(*) from account
    │                              │                               │   → {count: 2n}
  5 │                              │ update account set balance =  │
    │                              │ balance + 5 where id = 1      │
    │                              │   ⏳ waits for ada            │
  6 │                              │ — bob is the victim of the    │
    │                              │ deadlock                      │
    │   ▶ resumes → 1 row          │                               │
    │                              │   ▶ fails ✗ 40P01 deadlock    │
    │                              │     detected                  │
  · │                              │ rollback                      │
  7 │ commit                       │                               │
    │ ✔ done                       │                               │
    │                              │ ✘ threw Error 40P01: deadlock │
    │                              │ detected                      │
    │                              │                               │ ✔ returned 2n
replay: 'ada bob ada eve bob bob! ada'
`.slice(1, -1),
  );
});

test('a commit that the explorer added is marked', () => {
  expect(formatReport(reportOf(lookThenInsert()))).toContain(' 4 │ commit (implicit) ');
});

test('what is covered is said with its granularity, and never that there is no race', () => {
  const statements = formatReport(reportOf(undefined, { schedules: 96, took: 1783 }));
  const rows = formatReport(reportOf(undefined, { steps: 'row' }));

  expect(statements).toBe(
    '96 schedules, 1783 ms at read committed: no schedule fails (every interleaving of the SQL statements covered)\n' +
      '2 different outcomes',
  );
  expect(rows).toContain(
    'no schedule fails (every interleaving of the SQL statements, and of the rows within statements, covered)',
  );
  expect(statements + rows).not.toMatch(/no race/i);
});

test.each([
  ['budget', 'its time was up'],
  ['preemptions', 'only orders with few preemptions were tried'],
  ['schedules', 'it reached its number of schedules'],
  ['replay', 'one given schedule was replayed'],
] as const)('a search that was ended by %s says so', (limit, words) => {
  expect(formatReport(reportOf(undefined, { verdict: 'not found', limit }))).toContain(
    `not found in these schedules (search not complete: ${words})`,
  );
});

test('what the search could not control is said at the end', () => {
  const caveats = [
    'Two waiters were woken at once 3 times.',
    'ada waited 40 ms for something that is not SQL.',
  ];

  expect(formatReport(reportOf(undefined, { caveats })).split('\n').slice(-2)).toEqual(
    caveats.map(each => `caveat: ${each}`),
  );
});

test('several levels are a table, followed by those that fail', () => {
  const levels = [
    reportOf(lostUpdate()),
    reportOf(undefined, { isolation: 'repeatable read', endedWith: { '40001': 3 } }),
    reportOf(undefined, { isolation: 'serializable', verdict: 'not found', limit: 'budget' }),
  ];

  expect(formatReport(levels).split('\n').slice(0, 7).join('\n')).toBe(
    `
isolation       │ fail │ time   │ anomaly        │ ended with │ verdict
────────────────┼──────┼────────┼────────────────┼────────────┼─────────────────────────────────────────────────────────────────────
read committed  │ 3/4  │ 160 ms │ P4 lost update │            │ FAILS with 1 preemption
repeatable read │ 0/4  │ 160 ms │                │ 40001 ×3   │ no schedule fails (every interleaving of the SQL statements covered)
serializable    │ 0/4  │ 160 ms │                │            │ not found in these schedules (search not complete: its time was up)

4 schedules, 160 ms at read committed: FAILS with 1 preemption
`.trim(),
  );
});

test('several pairs of operations are a table that names them', () => {
  const pairs = [reportOf(undefined), reportOf(undefined, { operations: ['ada', 'eve'] })];

  expect(
    formatReport(pairs)
      .split('\n')
      .slice(2)
      .map(line => line.split(' │ ').slice(0, 2)),
  ).toEqual([
    ['ada and bob', 'read committed'],
    ['ada and eve', 'read committed'],
  ]);
});

test('statements that an operation sends at once are numbered strands of its column', () => {
  const steps = trace(
    ['ada', 'select 1 from a', { rows: [{ one: 1 }] }],
    ['ada.2', 'select 2 from b', { in: 'ada 2', rows: [] }],
    ['bob', 'delete from a', { rowCount: 0 }],
  );

  const text = formatReport(reportOf(failureOf(steps)));

  expect(text).toMatch(/^ {4}│ ada +│ bob$/m);
  expect(text).toContain('  2 │ (2) select 2 from b');
  expect(text).toContain('→ no row');
});

test('where no circle explains it, the report says where to look instead', () => {
  const steps = trace(['ada', 'select 1', { in: '1' }], ['bob', 'select 1', { in: '2' }]);

  expect(formatReport(reportOf(failureOf(steps)))).toContain('look at what the operations keep in memory');
});

test('no line of the timeline is wider than a terminal with 120 columns', () => {
  const long = `select ${Array.from({ length: 40 }, (_, index) => `"t0"."column_${index}"`).join(', ')} from "t" as "t0" where "t0"."text" = '${'x'.repeat(400)}'`;
  for (const operations of [['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']]) {
    const steps = trace(
      ...operations.map(
        name => [name, long, { rows: [{ id: 1, text: '長'.repeat(200) }] }] as [string, string, object],
      ),
    );
    const [, timeline = ''] = formatReport(reportOf(failureOf(steps))).split('\n\n');
    expect(Math.max(...timeline.split('\n').map(line => line.length))).toBeLessThanOrEqual(120);
  }
});

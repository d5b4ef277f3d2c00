import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Isolation } from '../../../../src/testing/race/report.ts';
import { ProgramRace } from './program-race.ts';
import type { Program } from './programs.ts';

let races: ProgramRace;
beforeAll(async () => void (races = await ProgramRace.open(inject('selfsame'))));
afterAll(() => races[Symbol.asyncDispose]());

function program(level: Isolation | undefined, ...statements: string[]): Program {
  return { level, statements, rollsBack: false };
}

/** Programs in which the order of two steps matters for a reason of its own. */
test.for<[string, Program[]]>([
  [
    'a row that was not there may be added',
    [
      program('read committed', 'select * from parent where id = 3'),
      program('read committed', 'insert into parent values (3, 7)'),
    ],
  ],
  [
    'a row that was not there for an update may be added',
    [
      program('read committed', 'update parent set v = v + 1 where id = 3'),
      program('read committed', 'insert into parent values (3, 7)'),
    ],
  ],
  [
    'a row that is found may just have been added',
    [
      program('read committed', 'insert into uniq values (3, 51)'),
      program('read committed', 'select * from uniq where id = 3', 'select * from parent where v > 10'),
    ],
  ],
  [
    'a row of before may be removed and added again',
    [
      program(undefined, 'delete from uniq where id = 1'),
      program(undefined, 'insert into uniq values (1, 70)'),
      program(undefined, 'select * from uniq where id = 1'),
    ],
  ],
  [
    'each operation of a deadlock may be its victim',
    [
      program(
        'serializable',
        'insert into owned values (3, 2)',
        'insert into owned values (3, 2)',
        'delete from child',
      ),
      program('repeatable read', 'delete from parent where id = 2', 'insert into owned values (3, 2)'),
    ],
  ],
  [
    'serializable transactions see what each other reads',
    [
      program('serializable', 'select * from parent', 'update parent set v = 0 where id = 1'),
      program('serializable', 'select * from parent', 'update parent set v = 0 where id = 2'),
    ],
  ],
  [
    'a reference finds its parent or not',
    [
      program('read committed', 'insert into child values (1, 3)'),
      program('read committed', 'insert into parent values (3, 7)'),
    ],
  ],
  [
    'a parent is deleted when its last child is gone',
    [
      program(undefined, 'insert into child values (1, 1)', 'delete from child'),
      program(undefined, 'delete from parent where id = 1'),
    ],
  ],
  [
    'a snapshot is taken before or after a commit',
    [
      program('repeatable read', 'select * from uniq', 'select * from parent'),
      program('read committed', 'update parent set v = 5 where id = 1'),
    ],
  ],
  [
    'an upsert changes a row that is read',
    [
      program(undefined, 'select * from uniq where id = 1', 'select * from uniq where id = 1'),
      program(undefined, 'insert into uniq values (1, 60) on conflict (id) do update set v = uniq.v + 1'),
    ],
  ],
])('%s', async ([, given]) => {
  const all = await races.explore(given, 'exhaustive', 2000);
  const reduced = await races.explore(given, 'reduced', 2000);

  expect(all.complete && reduced.complete).toBe(true);
  expect(all.outcomes.size).toBeGreaterThan(1);
  expect([...reduced.outcomes].toSorted()).toEqual([...all.outcomes].toSorted());
});

import { codesOf, scenario, transaction, twice } from '../scenario.ts';
import type { RaceOutcome } from '../../../../../src/testing/race/options.ts';

const accounts = `insert into account values (1, 'a', 0), (2, 'b', 0)`;

/** Operations that wait for each other. */
export const deadlocks = [
  scenario(
    {
      id: 'DEADLOCK-order',
      what: 'two rows in opposite order',
      seed: accounts,
      operations: {
        ada: inOrder(
          'update account set balance = 1 where id = 1',
          'update account set balance = 1 where id = 2',
        ),
        bob: inOrder(
          'update account set balance = 2 where id = 2',
          'update account set balance = 2 where id = 1',
        ),
      },
      // Six would do: which of the two waits first is tried for each victim, though the victim decides all.
      expected: ['seen 8/12 (8) 40P01', 'seen 8/12 (8) 40001,40P01', 'seen 8/12 (8) 40001,40P01'],
    },
    hasVictim,
  ),
  scenario(
    {
      id: 'DEADLOCK-fk',
      what: 'insert a child (KEY SHARE on its parent), then the parent FOR UPDATE',
      seed: 'insert into parent values (1, 0)',
      operations: twice(
        inOrder('insert into child (parent_id) values (1)', 'select * from parent where id = 1 for update'),
      ),
      expected: ['seen 8/12 (12) 40P01', 'seen 8/12 (12) 40P01', 'seen 8/12 (12) 40P01'],
    },
    hasVictim,
  ),
  scenario(
    {
      id: 'DEADLOCK-unique',
      what: 'two unique inserts in opposite order',
      operations: {
        ada: inOrder(`insert into utag (name) values ('a')`, `insert into utag (name) values ('b')`),
        bob: inOrder(`insert into utag (name) values ('b')`, `insert into utag (name) values ('a')`),
      },
      expected: ['seen 8/12 (12) 23505,40P01', 'seen 8/12 (12) 23505,40P01', 'seen 8/12 (12) 23505,40P01'],
    },
    hasVictim,
  ),
  scenario(
    {
      id: 'DEADLOCK-upgrade',
      what: 'FOR SHARE, then UPDATE (lock upgrade)',
      seed: accounts,
      operations: twice(
        inOrder(
          'select * from account where id = 1 for share',
          'update account set balance = balance + 1 where id = 1',
        ),
      ),
      expected: ['seen 8/12 (8) 40P01', 'seen 8/12 (8) 40001,40P01', 'seen 8/12 (8) 40001,40P01'],
    },
    hasVictim,
  ),
];

function inOrder(...statements: readonly string[]) {
  return transaction(async ({ change }) => {
    for (const statement of statements) await change(statement);
  });
}

function hasVictim(outcome: RaceOutcome): boolean {
  return codesOf(outcome).includes('40P01');
}

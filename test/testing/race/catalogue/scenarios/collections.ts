import { scenario, transaction, twice } from '../scenario.ts';
import type { RaceOutcome } from '../../../../../src/testing/race/options.ts';
import { Child, Parent } from '../tables.ts';

const seed = 'insert into parent values (1, 0)';

const children = 'select * from child where parent_id = 1';
const addChild = 'insert into child (parent_id) values (1)';

/** Collections, and what is kept about them: membership, limits, references and counts. */
export const collections = [
  scenario(
    {
      id: 'COL-move',
      what: 'item moved between two collections: counted twice or never',
      seed: 'insert into item values (1, 1)',
      operations: {
        reader: transaction(async ({ select }) => {
          const second = await select('select * from item where list = 2');
          const first = await select('select * from item where list = 1');
          return first.length + second.length;
        }),
        writer: transaction(({ change }) => change('update item set list = 2 where id = 1')),
      },
      expected: ['seen 2/6 (3)', 'absent 0/3 (2)', 'absent 0/10 (10)'],
    },
    ({ results }) => results.reader !== undefined && results.reader !== 1,
  ),
  scenario(
    {
      id: 'QUOTA',
      what: 'insert if count < limit',
      seed,
      operations: twice(
        transaction(async ({ select, change }) => {
          if ((await select(children)).length < 1) await change(addChild);
        }),
      ),
      expected: ['seen 18/20 (6)', 'seen 18/20 (6)', 'absent 0/20 (14) 40001'],
    },
    isOverLimit,
  ),
  scenario(
    {
      id: 'QUOTA-parentlock',
      what: 'limit guarded by SELECT parent FOR UPDATE',
      seed,
      operations: twice(
        transaction(async ({ select, change }) => {
          await select('select * from parent where id = 1 for update');
          if ((await select(children)).length < 1) await change(addChild);
        }),
      ),
      expected: ['absent 0/8 (6)', 'seen 4/6 (6)', 'absent 0/8 (6) 40001'],
    },
    isOverLimit,
  ),
  scenario(
    {
      id: 'ORPHAN-nofk',
      what: 'delete the parent if childless against insert of a child, no foreign key: orphan',
      seed,
      operations: deleteAndAdd('child_nofk'),
      expected: ['seen 18/20 (3)', 'seen 18/20 (3)', 'absent 0/20 (12) 40001'],
    },
    outcome => hasOrphan(outcome, 'child_nofk'),
  ),
  scenario(
    {
      id: 'ORPHAN-fk',
      what: 'the same with a foreign key: orphan',
      seed,
      operations: deleteAndAdd('child'),
      expected: ['absent 0/14 (6) 23503', 'absent 0/14 (6) 23503,40001', 'absent 0/14 (10) 40001'],
    },
    outcome => hasOrphan(outcome, 'child'),
  ),
  scenario(
    {
      id: 'CACHE-count',
      what: 'counter cache: count(*), then set',
      seed,
      operations: twice(
        transaction(async ({ select, change }) => {
          await change(addChild);
          const { length } = await select(children);
          await change(`update parent set n = ${length} where id = 1`);
        }),
      ),
      expected: ['seen 40/50 (14)', 'absent 0/14 (10) 40001', 'absent 0/50 (24) 40001'],
    },
    async ({ em }) => (await em.findOneOrFail(Parent, 1)).n !== (await em.count(Child)),
  ),
];

async function isOverLimit({ em }: RaceOutcome): Promise<boolean> {
  return (await em.count(Child)) > 1;
}

function deleteAndAdd(table: string) {
  return {
    deletes: transaction(async ({ select, change }) => {
      const children = await select(`select * from ${table} where parent_id = 1`);
      if (children.length === 0) await change('delete from parent where id = 1');
    }),
    adds: transaction(async ({ select, change }) => {
      const parents = await select('select * from parent where id = 1');
      if (parents.length > 0) await change(`insert into ${table} (parent_id) values (1)`);
    }),
  };
}

async function hasOrphan({ em }: RaceOutcome, table: string): Promise<boolean> {
  const orphans = await em.execute<object[]>(
    `select from ${table} c where not exists (select from parent p where p.id = c.parent_id)`,
  );
  return orphans.length > 0;
}

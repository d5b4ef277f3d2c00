import type { EntityManager } from '@mikro-orm/postgresql';
import { codesOf, scenario, succeeded, transaction, twice } from '../scenario.ts';
import { Tag, UniqueTag } from '../tables.ts';

const found = `select name from utag where name = 'x'`;
const insert = `insert into utag (name) values ('x')`;

/** What is tried to get one row for one name. */
export const getOrCreate = [
  scenario(
    {
      id: 'GOC-dup',
      what: 'find, then insert, no unique index: duplicate',
      operations: twice(
        findThenInsert(
          em => em.findOne(Tag, { name: 'x' }),
          em => em.create(Tag, { name: 'x' }),
        ),
      ),
      expected: ['seen 18/20 (6)', 'seen 18/20 (6)', 'absent 0/20 (14) 40001'],
    },
    hasDuplicate,
  ),
  scenario(
    {
      id: 'GOC-23505',
      what: 'find, then insert, unique index: 23505 escapes',
      operations: twice(
        findThenInsert(
          em => em.findOne(UniqueTag, { name: 'x' }),
          em => em.create(UniqueTag, { name: 'x' }),
        ),
      ),
      expected: ['seen 12/14 (6) 23505', 'seen 12/14 (6) 23505', 'absent 0/14 (10) 40001'],
    },
    outcome => codesOf(outcome).includes('23505'),
  ),
  scenario(
    {
      id: 'GOC-25P02',
      what: 'catch 23505 inside the transaction and go on: 25P02',
      operations: twice(
        transaction(async ({ select, change }) => {
          if ((await select(`select * from utag where name = 'x'`)).length > 0) return;
          await change(insert).catch(unlessUniqueViolation);
          await select(found);
        }),
      ),
      expected: ['seen 22/24 (6) 25P02', 'seen 12/14 (6) 25P02', 'absent 0/24 (14) 40001'],
    },
    outcome => codesOf(outcome).includes('25P02'),
  ),
  scenario(
    {
      id: 'GOC-savepoint',
      what: 'insert in a savepoint, then select again: row invisible',
      operations: twice(
        transaction(async ({ select, change }) => {
          const before = await select(found);
          if (before.length > 0) return before.length;
          await change('savepoint s');
          await change(insert).catch(async (error: unknown) => {
            unlessUniqueViolation(error);
            await change('rollback to savepoint s');
          });
          return (await select(found)).length;
        }),
      ),
      expected: ['absent 0/24 (6)', 'seen 12/14 (6)', 'absent 0/24 (14) 40001'],
    },
    ({ results }) => results.ada === 0 || results.bob === 0,
  ),
  scenario(
    {
      id: 'GOC-onconflict',
      what: 'ON CONFLICT DO NOTHING, then select again: fails or sees nothing',
      operations: twice(
        transaction(async ({ select, change }) => {
          const before = await select(found);
          if (before.length > 0) return before.length;
          await change(`${insert} on conflict do nothing`);
          return (await select(found)).length;
        }),
      ),
      expected: ['absent 0/24 (6)', 'seen 12/14 (6) 40001', 'seen 22/24 (14) 40001'],
    },
    outcome => succeeded(outcome) < 2 || Object.values(outcome.results).includes(0),
  ),
  scenario(
    {
      id: 'GOC-forupdate',
      what: 'SELECT FOR UPDATE of a missing row locks nothing: duplicate',
      operations: twice(
        transaction(async ({ select, change }) => {
          const tags = await select(`select * from tag where name = 'x' for update`);
          if (tags.length === 0) await change(`insert into tag (name) values ('x')`);
        }),
      ),
      expected: ['seen 18/20 (14)', 'seen 18/20 (14)', 'absent 0/20 (20) 40001'],
    },
    hasDuplicate,
  ),
  scenario(
    {
      id: 'GOC-locktable',
      what: 'LOCK TABLE first: duplicate',
      operations: twice(
        transaction(async ({ select, change }) => {
          await change('lock table tag in share row exclusive mode');
          const tags = await select(`select * from tag where name = 'x'`);
          if (tags.length === 0) await change(`insert into tag (name) values ('x')`);
        }),
      ),
      // LOCK TABLE takes no snapshot, so that the select after it does, at repeatable read too.
      expected: ['absent 0/8 (6)', 'absent 0/8 (6)', 'absent 0/8 (6)'],
    },
    hasDuplicate,
  ),
  scenario(
    {
      id: 'GOC-latelock',
      what: 'LOCK TABLE after an earlier read (stale snapshot): duplicate',
      seed: `insert into account values (1, 'a', 0)`,
      operations: twice(
        transaction(async ({ select, change }) => {
          await select('select * from account where id = 1');
          await change('lock table tag in share row exclusive mode');
          const tags = await select(`select * from tag where name = 'x'`);
          if (tags.length === 0) await change(`insert into tag (name) values ('x')`);
        }),
      ),
      expected: ['absent 0/36 (6)', 'seen 22/24 (8)', 'absent 0/36 (8) 40001'],
    },
    hasDuplicate,
  ),
  scenario(
    {
      id: 'GOC-notexists',
      what: 'one autocommit INSERT … SELECT … WHERE NOT EXISTS: duplicate',
      operations: twice(async (em: EntityManager) => {
        await em.execute(
          `insert into tag (name) select 'x' where not exists (select 1 from tag where name = 'x')`,
        );
      }),
      expected: ['seen 4/6 (4)'],
    },
    hasDuplicate,
  ),
];

function findThenInsert(
  find: (em: EntityManager) => Promise<object | null>,
  create: (em: EntityManager) => object,
) {
  return (em: EntityManager) =>
    em.transactional(async em => {
      if (await find(em)) return;
      create(em);
      await em.flush();
    });
}

async function hasDuplicate({ em }: { readonly em: EntityManager }): Promise<boolean> {
  return (await em.count(Tag, { name: 'x' })) > 1;
}

function unlessUniqueViolation(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === '23505')) throw error;
}

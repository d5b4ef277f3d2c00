import type { EntityManager } from '@mikro-orm/postgresql';
import { scenario, succeeded, transaction, twice } from '../scenario.ts';
import { Account, Parent } from '../tables.ts';

/** Single statements that read and write. */
export const statements = [
  scenario(
    {
      id: 'UPSERT',
      what: 'INSERT … ON CONFLICT DO UPDATE n = n + 1',
      operations: twice(
        transaction(({ change }) =>
          change('insert into parent values (1, 1) on conflict (id) do update set n = parent.n + 1'),
        ),
      ),
      expected: ['absent 0/4 (4)', 'absent 0/4 (4) 40001', 'absent 0/4 (4) 40001'],
    },
    async outcome => (await outcome.em.findOneOrFail(Parent, 1)).n !== succeeded(outcome),
  ),
  scenario(
    {
      id: 'BULK-copy',
      what: 'bulk UPDATE that copies a column against a read-modify-write of one row',
      seed: `insert into account values (1, 'a', 0), (2, 'b', 0)`,
      operations: {
        bulk: transaction(({ change }) => change('update account set balance = balance * 2 + 1')),
        object: (em: EntityManager) =>
          em.transactional(async em => {
            const account = await em.findOneOrFail(Account, 1);
            account.balance += 5;
          }),
      },
      expected: ['seen 4/7 (5)', 'absent 0/7 (5) 40001', 'absent 0/7 (7) 40001'],
    },
    async outcome => {
      const { balance } = await outcome.em.findOneOrFail(Account, 1);
      return succeeded(outcome) === 2 && ![6, 11].includes(balance);
    },
  ),
];

import { scenario, transaction, twice } from '../scenario.ts';
import type { RaceOutcome } from '../../../../../src/testing/race/options.ts';
import { Message } from '../tables.ts';

const seed = `insert into account values (1, 'pending', 0)`;
const pay = `insert into outbox (what) values ('pay')`;

/** Paying what is pending, once. */
export const payments = [
  scenario(
    {
      id: 'PAY-twice',
      what: 'check the status, then pay: double payment',
      seed,
      operations: twice(
        transaction(async ({ select, change }) => {
          const [account] = await select('select * from account where id = 1');
          if (account?.['owner'] !== 'pending') return;
          await change(`update account set owner = 'paid' where id = 1`);
          await change(pay);
        }),
      ),
      expected: ['seen 22/24 (6)', 'absent 0/24 (6) 40001', 'absent 0/24 (10) 40001'],
    },
    isPaidTwice,
  ),
  scenario(
    {
      id: 'PAY-cond',
      what: 'conditional UPDATE … WHERE status = pending: double payment',
      seed,
      operations: twice(
        transaction(async ({ change }) => {
          const changed = await change(
            `update account set owner = 'paid' where id = 1 and owner = 'pending'`,
          );
          if (changed === 1) await change(pay);
        }),
      ),
      expected: ['absent 0/6 (4)', 'absent 0/6 (4) 40001', 'absent 0/6 (4) 40001'],
    },
    isPaidTwice,
  ),
];

async function isPaidTwice({ em }: RaceOutcome): Promise<boolean> {
  return (await em.count(Message)) > 1;
}

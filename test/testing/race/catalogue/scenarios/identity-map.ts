import { type EntityManager, LockMode, raw } from '@mikro-orm/postgresql';
import { scenario, succeeded, twice } from '../scenario.ts';
import type { RaceOutcome } from '../../../../../src/testing/race/options.ts';
import { Account, VersionedAccount } from '../tables.ts';

const seed = `insert into account values (1, 'a', 0), (2, 'b', 0)`;

type Body<T> = (em: EntityManager) => Promise<T>;

const unit =
  <T>(body: Body<T>): Body<T> =>
  em =>
    em.transactional(body);

const setAll = unit(em => em.execute('update account set balance = 50'));

/** What a unit of MikroORM does to what it has loaded. */
export const identityMap = [
  scenario(
    {
      id: 'ORM-RMW',
      what: 'entity.balance += 5; flush',
      seed,
      operations: twice(
        unit(async em => {
          const account = await em.findOneOrFail(Account, 1);
          account.balance += 5;
        }),
      ),
      expected: ['seen 12/14 (6)', 'absent 0/14 (6) 40001', 'absent 0/14 (10) 40001'],
    },
    isMiscounted,
  ),
  scenario(
    {
      id: 'ORM-atomic',
      what: 'atomic expression balance = balance + 5',
      seed,
      operations: twice(
        unit(em => em.nativeUpdate(Account, { id: 1 }, { balance: raw<number>('balance + 5') })),
      ),
      expected: ['absent 0/4 (4)', 'absent 0/4 (4) 40001', 'absent 0/4 (4) 40001'],
    },
    isMiscounted,
  ),
  scenario(
    {
      id: 'ORM-forupdate',
      what: 'PESSIMISTIC_WRITE, then += 5',
      seed,
      operations: twice(
        unit(async em => {
          const account = await em.findOneOrFail(Account, 1, { lockMode: LockMode.PESSIMISTIC_WRITE });
          account.balance += 5;
        }),
      ),
      expected: ['absent 0/6 (6)', 'absent 0/6 (6) 40001', 'absent 0/6 (6) 40001'],
    },
    isMiscounted,
  ),
  scenario(
    {
      id: 'ORM-stale-lock',
      what: 'load, then lock the same object (it keeps the old value), += 5',
      seed,
      operations: twice(
        unit(async em => {
          const account = await em.findOneOrFail(Account, 1);
          await em.lock(account, LockMode.PESSIMISTIC_WRITE);
          account.balance += 5;
        }),
      ),
      expected: ['seen 22/24 (8)', 'absent 0/24 (8) 40001', 'absent 0/24 (12) 40001'],
    },
    isMiscounted,
  ),
  scenario(
    {
      id: 'ORM-version',
      what: 'version column, += 5',
      seed: 'insert into vaccount values (1, 0, 1)',
      operations: twice(
        unit(async em => {
          const account = await em.findOneOrFail(VersionedAccount, 1);
          account.balance += 5;
        }),
      ),
      expected: ['absent 0/14 (6)', 'absent 0/14 (6) 40001', 'absent 0/14 (10) 40001'],
    },
    isVersionedMiscounted,
  ),
  scenario(
    {
      id: 'ORM-bulk-bypass',
      what: 'versioned read-modify-write against a bulk update that does not change the version',
      seed: 'insert into vaccount values (1, 0, 1)',
      operations: {
        object: unit(async em => {
          const account = await em.findOneOrFail(VersionedAccount, 1);
          account.balance += 5;
        }),
        bulk: unit(em => em.execute('update vaccount set balance = balance + 5 where id > 0')),
      },
      expected: ['seen 4/7 (5)', 'absent 0/7 (5) 40001', 'absent 0/7 (7) 40001'],
    },
    isVersionedMiscounted,
  ),
  scenario(
    {
      id: 'ORM-version-skew',
      what: 'write skew between two versioned rows',
      seed: 'insert into vaccount values (1, 1, 1), (2, 1, 1)',
      operations: { ada: withdrawFrom(1), bob: withdrawFrom(2) },
      expected: ['seen 18/20 (3)', 'seen 18/20 (3)', 'absent 0/20 (12) 40001'],
    },
    async ({ em }) => (await em.find(VersionedAccount, {})).every(account => account.balance === 0),
  ),
  scenario(
    {
      id: 'ORM-columns',
      what: 'two operations change different columns of one row',
      seed,
      operations: {
        ada: unit(async em => {
          const account = await em.findOneOrFail(Account, 1);
          account.balance = 7;
        }),
        bob: unit(async em => {
          const account = await em.findOneOrFail(Account, 1);
          account.owner = 'z';
        }),
      },
      expected: ['absent 0/14 (6)', 'absent 0/14 (6) 40001', 'absent 0/14 (10) 40001'],
    },
    async outcome => {
      const { balance, owner } = await outcome.em.findOneOrFail(Account, 1);
      return succeeded(outcome) === 2 && !(balance === 7 && owner === 'z');
    },
  ),
  scenario(
    {
      id: 'ORM-idmap-skew',
      what: 'the identity map mixes two snapshots (old object 1, new object 2)',
      seed,
      operations: {
        reader: unit(async em => {
          const first = await em.findOneOrFail(Account, 1);
          const second = await em.findOneOrFail(Account, 2);
          return [first.balance, second.balance];
        }),
        writer: setAll,
      },
      expected: ['seen 2/6 (3)', 'absent 0/3 (2)', 'absent 0/10 (10)'],
    },
    ({ results: { reader } }) => reader?.[0] === 0 && reader[1] === 50,
  ),
  scenario(
    {
      id: 'ORM-pk-stale',
      what: 'findOne by primary key answers from the identity map after another commit',
      seed,
      operations: {
        reader: unit(async em => {
          await em.findOneOrFail(Account, 1);
          const [fresh] = await em.execute<{ balance: number }[]>('select balance from account where id = 1');
          const again = await em.findOneOrFail(Account, 1);
          return [again.balance, fresh?.balance];
        }),
        writer: setAll,
      },
      expected: ['seen 2/6 (3)', 'absent 0/3 (2)', 'absent 0/10 (10)'],
    },
    ({ results: { reader } }) => reader && reader[0] !== reader[1],
  ),
  scenario(
    {
      id: 'ORM-find-refresh',
      what: 'find() of a list leaves an object loaded before as it is',
      seed,
      operations: {
        reader: unit(async em => {
          const first = await em.findOneOrFail(Account, 1);
          const [, second] = await em.find(Account, {}, { orderBy: { id: 1 } });
          return [first.balance, second?.balance];
        }),
        writer: setAll,
      },
      expected: ['absent 0/6 (3)', 'absent 0/3 (2)', 'absent 0/10 (10)'],
    },
    ({ results: { reader } }) => reader && reader[0] !== reader[1],
  ),
];

function withdrawFrom(id: number) {
  return unit(async em => {
    const accounts = await em.find(VersionedAccount, {});
    const sum = accounts.reduce((total, { balance }) => total + balance, 0);
    const account = accounts.find(account => account.id === id);
    if (account && sum >= 2) account.balance = 0;
  });
}

async function isMiscounted(outcome: RaceOutcome): Promise<boolean> {
  const { balance } = await outcome.em.findOneOrFail(Account, 1);
  return balance !== 5 * succeeded(outcome);
}

async function isVersionedMiscounted(outcome: RaceOutcome): Promise<boolean> {
  const { balance } = await outcome.em.findOneOrFail(VersionedAccount, 1);
  return balance !== 5 * succeeded(outcome);
}

import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { type Recipe, transaction, twice } from './recipe.ts';
import { Account } from './tables.ts';

const seed = (em: EntityManager) => em.insert(Account, { id: 1, owner: 'Ada', balance: 0 });
const lockMode = LockMode.PESSIMISTIC_WRITE;

/** Rows that others wait for. */
export const pessimisticLocks: readonly Recipe[] = [
  {
    name: 'pessimistic lock: load with the lock',
    seed,
    operations: twice(
      transaction(async em => {
        const account = await em.findOneOrFail(Account, 1, { lockMode });
        account.balance += 5;
      }),
    ),
    verdicts: ['covered', 'covered', 'covered'],
  },
  {
    name: 'pessimistic lock: load, then em.lock',
    seed,
    operations: twice(
      transaction(async em => {
        const account = await em.findOneOrFail(Account, 1);
        await em.lock(account, lockMode);
        account.balance += 5;
      }),
    ),
    verdicts: ['fails', 'covered', 'covered'],
  },
  {
    name: 'pessimistic lock: load, then load again with the lock',
    seed,
    operations: twice(
      transaction(async em => {
        await em.findOneOrFail(Account, 1);
        const account = await em.findOneOrFail(Account, 1, { lockMode });
        account.balance += 5;
      }),
    ),
    verdicts: ['covered', 'covered', 'covered'],
  },
];

import { type EntityManager, raw } from '@mikro-orm/postgresql';
import { type Recipe, transaction, twice } from './recipe.ts';
import { Account } from './tables.ts';

const seed = (em: EntityManager) => em.insert(Account, { id: 1, owner: 'Ada', balance: 0 });

/** Adding to a number that others add to as well. */
export const counters: readonly Recipe[] = [
  {
    name: 'counter: read, add, flush',
    seed,
    operations: twice(
      transaction(async em => {
        const account = await em.findOneOrFail(Account, 1);
        account.balance += 5;
      }),
    ),
    verdicts: ['fails', 'covered', 'covered'],
  },
  {
    name: 'counter: read, assign raw(balance + 5), flush',
    seed,
    operations: twice(
      transaction(async em => {
        const account = await em.findOneOrFail(Account, 1);
        account.balance = raw<number>('balance + 5');
      }),
    ),
    verdicts: ['covered', 'covered', 'covered'],
  },
  {
    name: 'counter: nativeUpdate with raw(balance + 5)',
    seed,
    operations: twice((em: EntityManager) =>
      em.nativeUpdate(Account, 1, { balance: raw<number>('balance + 5') }),
    ),
    verdicts: ['covered', 'covered', 'covered'],
  },
  {
    name: 'counter: read, decide, nativeUpdate with raw(balance + 5)',
    seed,
    operations: twice(
      transaction(async em => {
        const { balance } = await em.findOneOrFail(Account, 1);
        if (balance < 5) await em.nativeUpdate(Account, 1, { balance: raw<number>('balance + 5') });
      }),
    ),
    verdicts: ['fails', 'covered', 'covered'],
  },
];

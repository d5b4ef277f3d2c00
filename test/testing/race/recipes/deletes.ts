import type { EntityManager } from '@mikro-orm/postgresql';
import { type Recipe, transaction } from './recipe.ts';
import { Account, VersionedAccount } from './tables.ts';

/** Rows that are deleted while others change them. */
export const deletes: readonly Recipe[] = [
  {
    name: 'delete: remove an empty account against a deposit',
    seed: (em: EntityManager) => em.insert(Account, { id: 1, owner: 'Ada', balance: 0 }),
    operations: {
      closes: transaction(async em => {
        const account = await em.findOne(Account, 1);
        if (account?.balance === 0) em.remove(account);
      }),
      deposits: transaction(async em => {
        const account = await em.findOne(Account, 1);
        if (account) account.balance += 5;
        return account !== null;
      }),
    },
    verdicts: ['fails', 'covered', 'covered'],
  },
  {
    name: 'delete: remove an empty versioned account against a deposit',
    seed: (em: EntityManager) => em.insert(VersionedAccount, { id: 1, owner: 'Ada', balance: 0 }),
    operations: {
      closes: transaction(async em => {
        const account = await em.findOne(VersionedAccount, 1);
        if (account?.balance === 0) em.remove(account);
      }),
      deposits: transaction(async em => {
        const account = await em.findOne(VersionedAccount, 1);
        if (account) account.balance += 5;
        return account !== null;
      }),
    },
    verdicts: ['fails', 'covered', 'covered'],
  },
];

import { type EntityManager, LockMode, raw } from '@mikro-orm/postgresql';
import { type Recipe, transaction, twice } from './recipe.ts';
import { VersionedAccount } from './tables.ts';

const seed = (em: EntityManager) =>
  em.insertMany(VersionedAccount, [
    { id: 1, owner: 'Ada', balance: 10 },
    { id: 2, owner: 'Bob', balance: 10 },
  ]);

const deposit = transaction(async em => {
  const account = await em.findOneOrFail(VersionedAccount, 1);
  account.balance += 5;
});

/** Rows with a version, which refuse what was made from an older one. */
export const optimisticLocks: readonly Recipe[] = [
  {
    name: 'optimistic lock: one versioned row',
    seed,
    operations: twice(deposit),
    verdicts: ['covered', 'covered', 'covered'],
  },
  {
    name: 'optimistic lock: two versioned rows in one flush',
    seed,
    operations: twice(
      transaction(async em => {
        for (const account of await em.find(VersionedAccount, {}, { orderBy: { id: 'asc' } }))
          account.balance += 5;
      }),
    ),
    verdicts: ['fails', 'covered', 'covered'],
  },
  {
    name: 'optimistic lock: em.lock with the version that was loaded, then write',
    seed,
    operations: twice(
      transaction(async em => {
        const account = await em.findOneOrFail(VersionedAccount, 1);
        await em.lock(account, LockMode.OPTIMISTIC, account.version);
        await em.nativeUpdate(VersionedAccount, 1, { balance: account.balance + 5 });
      }),
    ),
    verdicts: ['fails', 'covered', 'covered'],
  },
  {
    name: 'optimistic lock against nativeUpdate of many rows',
    seed,
    operations: {
      ada: deposit,
      bob: em => em.nativeUpdate(VersionedAccount, {}, { balance: raw<number>('balance * 2') }),
    },
    verdicts: ['covered', 'covered', 'covered'],
  },
  {
    name: 'optimistic lock against an update in SQL that leaves the version as it is',
    seed,
    operations: {
      ada: deposit,
      bob: em => em.execute('update versioned_account set balance = balance * 2', [], 'run'),
    },
    verdicts: ['fails', 'covered', 'covered'],
  },
  {
    name: 'optimistic lock against an upsert',
    seed,
    operations: {
      ada: deposit,
      bob: async em => {
        await em.upsert(VersionedAccount, { id: 1, owner: 'Eve', balance: 0 });
      },
    },
    verdicts: ['fails', 'covered', 'covered'],
  },
];

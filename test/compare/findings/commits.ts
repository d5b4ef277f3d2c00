import { IsolationLevel, TransactionPropagation } from '@mikro-orm/postgresql';
import { failureOf } from '../failures.ts';
import type { Finding } from '../finding.ts';
import { Lie, must } from '../lie.ts';
import { abandoned } from './rollbacks.ts';

/** T2: success is a confirmed COMMIT. T3: nothing shows before it. T4: what cannot be honoured is refused. */
export const commits: readonly Finding[] = [
  {
    ids: ['§0.3', '§0.6', '§1.5'],
    law: 'T2',
    title: 'Goes on in a transaction in which a statement has failed',
    async run({ unit, stored }) {
      const failure = await failureOf(() =>
        unit().transactional(async em => {
          await em.execute('insert into counter (id) values (500)');
          await failureOf(() => em.execute('insert into counter (id) values (500)'));
        }),
      );

      const isStored = (await stored('counter', 500)) !== undefined;
      must(failure !== undefined || isStored, 'success is reported, and everything is rolled back');
    },
  },
  {
    ids: ['§1.5'],
    law: 'T2',
    title: 'Listens to `afterTransactionCommit` with a listener that fails',
    async run({ orm, stored, tables: { Counter } }) {
      const em = orm.em.fork({ freshEventManager: true });
      em.getEventManager().registerSubscriber({
        afterTransactionCommit() {
          throw new Error('the listener');
        },
      });

      const failure = await failureOf(() =>
        em.transactional(async inner => {
          (await inner.findOneOrFail(Counter, 1)).n = 7;
        }),
      );

      const isStored = (await stored('counter', 1))?.n === 7;
      must(isStored === (failure === undefined), 'failure is reported, and everything is committed');
    },
  },
  {
    ids: ['§1.5'],
    law: 'T2',
    title: 'Listens to `afterTransactionCommit` of a nested transaction, and the outer one fails',
    async run({ orm, tables: { Counter } }) {
      const heard: unknown[] = [];
      const em = orm.em.fork({ freshEventManager: true });
      em.getEventManager().registerSubscriber({ afterTransactionCommit: () => void heard.push('commit') });

      await abandoned(em, outer =>
        outer.transactional(async inner => {
          (await inner.findOneOrFail(Counter, 1)).n = 7;
        }),
      );

      must(heard.length === 0, 'a commit is heard, and nothing was committed');
    },
  },
  {
    ids: ['§1.1', '§0.5'],
    law: 'T3',
    title: 'Opens a second transaction on a unit while the first one goes on, and fails',
    async run({ unit, stored, tables: { Counter } }) {
      const em = unit();
      const [first, second] = await em.find(Counter, [1, 2], { orderBy: { id: 'asc' } });
      const [edited, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const one = abandoned(em, async () => {
        first!.n = 1;
        edited.resolve();
        await other.promise;
      });
      await edited.promise;
      await em.transactional(async () => {
        second!.n = 2;
      });
      other.resolve();
      await one;

      const row = await stored('counter', 1);
      must(row?.n === 0, 'the edit of the first, which was rolled back, was committed by the second');
    },
  },
  {
    ids: ['§1.1'],
    law: 'T3',
    title: 'Edits an object in a transaction that fails after one that it opened with REQUIRES_NEW',
    async run({ unit, stored, tables: { Counter } }) {
      await abandoned(unit(), async outer => {
        (await outer.findOneOrFail(Counter, 1)).n = 1;
        await outer.transactional(() => Promise.resolve(), {
          propagation: TransactionPropagation.REQUIRES_NEW,
        });
      });

      const row = await stored('counter', 1);
      must(row?.n === 0, 'the edit of the outer one, which was rolled back, was committed by the inner one');
    },
  },
  {
    ids: ['M16', '§1.5'],
    law: 'T4',
    title: 'Asks for SERIALIZABLE in a nested transaction',
    async run({ unit }) {
      const failure = await failureOf(() =>
        unit().transactional(em =>
          em.transactional(
            async inner => {
              const [{ level }] = (await inner.execute(
                `select current_setting('transaction_isolation') as level`,
              )) as [{ level: string }];
              must(level === 'serializable', `it runs at ${level}`);
            },
            { isolationLevel: IsolationLevel.SERIALIZABLE },
          ),
        ),
      );
      if (failure instanceof Lie) throw failure;
    },
  },
];

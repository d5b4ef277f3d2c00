import { DeadlockException, IsolationLevel, LockMode, LockWaitTimeoutException } from '@mikro-orm/postgresql';
import { codeOf, failureOf, isTyped, nameOf } from '../failures.ts';
import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';
import type { World } from '../world.ts';
import { DEFERRED } from './rollbacks.ts';

/** T5: every failure, on every path, is one typed error with the SQLSTATE. */
export const errors: readonly Finding[] = [
  typed('a COMMIT that a deferred constraint makes fail', '23505', ({ unit }) =>
    unit().transactional(em => em.execute(DEFERRED)),
  ),
  typed('a query of the query builder', '42703', ({ unit, tables: { Counter } }) =>
    unit()
      .createQueryBuilder(Counter)
      .select('nope' as never)
      .execute(),
  ),
  typed('`em.getConnection().execute`', '42703', ({ unit }) => unit().getConnection().execute('select nope')),
  typed('a Kysely query', '42P01', ({ unit }) =>
    unit().getKysely<{ nope: object }>().selectFrom('nope').selectAll().execute(),
  ),
  {
    ids: ['M17', '§0.6', '§1.5'],
    law: 'T5',
    title: 'Tells a serialization failure (40001) from a deadlock (40P01)',
    async run({ unit, others, tables: { Counter } }) {
      const failure = await failureOf(() =>
        unit().transactional(
          async em => {
            const counter = await em.findOneOrFail(Counter, 1);
            await others('update counter set n = 9 where id = 1');
            counter.n = 1;
          },
          { isolationLevel: IsolationLevel.REPEATABLE_READ },
        ),
      );

      must(failure?.constructor !== DeadlockException, 'it is the DeadlockException of a deadlock');
    },
  },
  {
    ids: ['§0.6', '§1.5'],
    law: 'T5',
    title: 'Waits too long for a row lock (55P03)',
    async run({ unit, others, tables: { Counter } }) {
      await others('begin; select * from counter where id = 1 for update');
      const failure = await failureOf(() =>
        unit().transactional(em =>
          em.findOneOrFail(Counter, 1, { lockMode: LockMode.PESSIMISTIC_WRITE_OR_FAIL }),
        ),
      );
      await others('rollback');

      must(failure instanceof LockWaitTimeoutException, `it is a bare ${nameOf(failure)}`);
    },
  },
];

function typed(what: string, code: string, fails: (world: World) => Promise<unknown>): Finding {
  return {
    ids: ['§0.6', '§1.5'],
    law: 'T5',
    title: `Gets the error of ${what}`,
    async run(world) {
      const failure = await failureOf(() => fails(world));

      must(codeOf(failure) === code || isTyped(failure), `it is not about ${code}`);
      must(isTyped(failure), `it is the driver's own ${nameOf(failure)}`);
    },
  };
}

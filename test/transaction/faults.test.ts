import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { Customer } from '../../entities/index.ts';
import { type EntityManager, IsolationLevel, type Outcome } from '../../src/index.ts';
import { faultDatabase, told, type Work, writes } from './fault-database.ts';

const db = faultDatabase();

async function otherSession(begin: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: db.url });
  await client.connect();
  await client.query(begin);
  return client;
}

describe('a backend that is terminated', () => {
  test('by a statement whose error is swallowed has rolled back', async () => {
    const em = db.unit();
    const work = em.transactional(async inner => {
      await writes.flush(inner);
      await inner.execute('select pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
    });

    expect(await told(work)).toMatchObject({
      outcome: 'connection lost',
      error: { name: 'RolledBackError', cause: { name: 'ConnectionLostError', sqlState: '57P01' } },
    });
    expect(await db.stored()).toBe(false);
    await db.expectUsable(em);
  });

  test('between two statements has rolled back', async () => {
    const em = db.unit();
    const work = em.transactional(async inner => {
      await writes.flush(inner);
      const [{ pid }] = await inner.execute<[{ pid: number }]>('select pg_backend_pid() as pid');
      await db.others(`select pg_terminate_backend(${pid}, 1000)`);
    });

    expect((await told(work)).outcome).toBe('connection lost');
    expect(await db.stored()).toBe(false);
    await db.expectUsable(em);
  });

  test('after COMMIT leaves it stored, and the next unit with a connection', async () => {
    const em = db.unit();
    await em.transactional(writes.flush);
    await db.others(
      `select pg_terminate_backend(pid, 1000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await new Promise(resolve => setTimeout(resolve, 50));

    expect(await db.stored()).toBe(true);
    await db.expectUsable(em);
  });

  test('under a statement outside a transaction leaves it unknown', async () => {
    const em = db.unit();
    const work = em.execute(
      `with gone as (select pg_terminate_backend(pg_backend_pid()) as is)
       insert into customer (email, name) select 'ada@example.com', 'Ada' from gone, pg_sleep(1)`,
    );

    expect(await told(work)).toMatchObject({
      outcome: 'unknown',
      error: { name: 'CommitUnknownError', transactionId: undefined, cause: { sqlState: '57P01' } },
    });
    expect(await db.stored()).toBe(false);
    await db.expectUsable(em);
  });
});

describe('an error of the server ends the transaction with its own class', () => {
  const failing: readonly [name: string, outcome: Outcome, work: Work, options?: object][] = [
    [
      'StatementTimeoutError',
      'failed',
      em => em.execute('set local statement_timeout = 20; select pg_sleep(9)'),
    ],
    ['UniqueViolationError', 'failed', writes['raw SQL']],
    ['LockTimeoutError', 'lock timeout', em => em.execute(`set local lock_timeout = 20; lock table part`)],
  ];
  test.each(failing)('%s', async (name, outcome, fail) => {
    const em = db.unit();
    const holder = await otherSession('begin; lock table part');
    const work = em.transactional(async inner => {
      await writes.flush(inner);
      await fail(inner);
    });

    expect(await told(work)).toMatchObject({ outcome, error: { name } });
    await holder.end();
    expect(await db.stored()).toBe(false);
    await db.expectUsable(em);
  });

  test('a write in a transaction that only reads', async () => {
    const em = db.unit();
    const work = em.transactional(writes.flush, { readOnly: true });

    expect(await told(work)).toMatchObject({ outcome: 'failed', error: { name: 'ReadOnlyError' } });
    await db.expectUsable(em);
  });

  test('a deferred constraint at COMMIT', async () => {
    const em = db.unit();
    const work = em.transactional(async inner => {
      await writes.flush(inner);
      await inner.execute('insert into part values (1, 999)');
    });

    expect(await told(work)).toMatchObject({
      outcome: 'failed',
      error: { name: 'ForeignKeyViolationError', constraint: 'part_of_fkey', table: 'part' },
    });
    expect(await db.stored()).toBe(false);
    await db.expectUsable(em);
  });

  test('a serialisation failure at COMMIT', async () => {
    const em = db.unit();
    const other = await otherSession('begin isolation level serializable');
    await other.query('select count(*) from customer');
    const work = em.transactional(
      async inner => {
        await inner.count(Customer);
        await writes.flush(inner);
        await inner.execute('select count(*) from part');
        await other.query('insert into part values (1, null)');
        await other.query('commit');
      },
      { isolationLevel: IsolationLevel.SERIALIZABLE },
    );

    expect(await told(work)).toMatchObject({
      outcome: 'rolled back',
      error: { name: 'SerializationFailureError' },
    });
    expect(await db.stored()).toBe(false);
    await other.end();
    await db.expectUsable(em);
  });

  test('a deadlock', async () => {
    const write = (em: EntityManager, id: number) =>
      em.execute(`update customer set credit = 1 where id = ${id}`);
    const meeting = Promise.withResolvers<void>();
    let arrived = 0;
    const both = [1, 2].map(id =>
      told(
        db.unit().transactional(async em => {
          await write(em, id);
          if (++arrived === 2) meeting.resolve();
          await meeting.promise;
          await write(em, 3 - id);
        }),
      ),
    );

    const ends = await Promise.all(both);

    expect(ends.map(({ outcome }) => outcome).toSorted()).toEqual(['committed', 'rolled back']);
    expect(ends.find(({ outcome }) => outcome === 'rolled back')?.error.name).toBe('DeadlockError');
    await db.expectUsable(db.unit());
  });
});

test('a pool that is exhausted says so, and nothing was sent', async () => {
  const release = Promise.withResolvers<void>();
  const holders = [1, 2].map(() => db.unit().transactional(() => release.promise));
  const em = db.unit();

  const third = await told(em.transactional(writes.flush));
  release.resolve();
  await Promise.all(holders);

  expect(third).toMatchObject({ outcome: 'failed', error: { name: 'PoolExhaustedError', code: '53300' } });
  expect(await db.stored()).toBe(false);
  await db.expectUsable(db.unit());
});

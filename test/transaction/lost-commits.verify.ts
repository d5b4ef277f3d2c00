import { beforeEach, describe, expect, test } from 'vitest';
import { Customer } from '../../entities/index.ts';
import { runAlone } from '../../src/mikro/wire/run-alone.ts';
import { faultDatabase, told, type Work, writes } from './fault-database.ts';

const db = faultDatabase();
const ways: readonly (readonly [how: string, write: Work])[] = Object.entries(writes);
const committing = `select pid from pg_stat_activity where query ilike 'commit' and wait_event = 'PgSleep'`;

beforeEach(() => {
  db.proxy.cutOf = () => undefined;
  db.proxy.refuses = false;
});

describe.each(ways)('a connection that is cut under the COMMIT of %s', (_, write) => {
  test.each([
    ['before', 'connection lost', false],
    ['during', 'committed', true],
    ['after', 'committed', true],
  ] as const)('%s it arrived or was answered is told as %s', async (cut, outcome, isStored) => {
    const em = db.unit();
    db.proxy.cutOf = () => cut;

    const { outcome: is, error } = await told(em.transactional(write));

    expect(await db.stored()).toBe(isStored);
    expect(is).toBe(outcome);
    if (!isStored) expect(error).toMatchObject({ name: 'ConnectionLostError', sqlState: '08006' });
    await db.expectUsable(em);
  });

  test('is settled for em.begin and em.commit too', async () => {
    const em = db.unit();
    db.proxy.cutOf = () => 'during';
    await em.begin();
    await write(em);

    await em.commit();

    expect(await db.stored()).toBe(true);
    await db.expectUsable(em);
  });
});

test('a transaction that wrote nothing is committed, whatever became of its COMMIT', async () => {
  const em = db.unit();
  db.proxy.cutOf = () => 'before';

  expect(await em.transactional(inner => inner.count(Customer))).toBe(2);

  await db.expectUsable(em);
});

test('a connection that is cut before COMMIT is sent has rolled back, and is not asked about', async () => {
  const em = db.unit();
  const work = em.transactional(async inner => {
    await writes.flush(inner);
    db.proxy.cutNow();
    await new Promise(resolve => setTimeout(resolve, 50));
  });

  expect(await told(work)).toMatchObject({ outcome: 'connection lost', error: { sqlState: '08006' } });
  expect(await db.stored()).toBe(false);
  await db.expectUsable(em);
});

test('a statement that runs alone is unknown when its connection is lost, and is not repeated', async () => {
  const em = db.unit();
  const work = em.transactional(inner => runAlone(() => inner.execute(`select store_ada(), pg_sleep(20)`)));
  const error = told(work);
  await db.until(`select pid from pg_stat_activity where wait_event = 'PgSleep'`);
  db.proxy.cutNow();

  expect(await error).toMatchObject({
    outcome: 'unknown',
    error: { name: 'CommitUnknownError', transactionId: undefined },
  });
  // The pool has to notice that its other connections are cut too.
  await new Promise(resolve => setTimeout(resolve, 50));
  await db.expectUsable(em);
});

test('a transaction of which no server can be asked is unknown, and says its id', async () => {
  const em = db.unit();
  let id = '';
  const work = em.transactional(async inner => {
    await writes.flush(inner);
    [{ id }] = await inner.execute<[{ id: string }]>('select pg_current_xact_id()::text as id');
    db.proxy.cutOf = () => 'during';
    db.proxy.refuses = true;
  });

  const { outcome, error } = await told(work);

  expect(outcome).toBe('unknown');
  expect(error).toMatchObject({
    name: 'CommitUnknownError',
    code: 'SELFSAME_COMMIT_UNKNOWN',
    sqlState: '08007',
    transactionId: id,
  });
  expect(await db.others(`select pg_xact_status('${id}') as is`)).toEqual([{ is: 'committed' }]);
  db.proxy.refuses = false;
  await db.expectUsable(em);
});

test('a session that is still in COMMIT behind a cut connection is ended, and then it is known', async () => {
  const quicken = await db.slowCommit();
  const em = db.unit();
  const work = told(em.transactional(writes.flush));
  await db.until(committing);

  db.proxy.cutNow();

  expect(await work).toMatchObject({ outcome: 'connection lost', error: { name: 'ConnectionLostError' } });
  expect(await db.stored()).toBe(false);
  await quicken();
  await db.expectUsable(em);
});

test('a backend that is terminated in COMMIT is asked about, and has rolled back', async () => {
  const quicken = await db.slowCommit();
  const em = db.unit();
  const work = told(em.transactional(writes.flush));
  await db.until(committing);

  await db.others(`select pg_terminate_backend(pid, 1000) from (${committing}) as committing`);

  expect(await work).toMatchObject({ outcome: 'connection lost', error: { name: 'ConnectionLostError' } });
  expect(await db.stored()).toBe(false);
  await quicken();
  await db.expectUsable(em);
});

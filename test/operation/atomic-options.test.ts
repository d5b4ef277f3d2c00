import pg from 'pg';
import { beforeEach, describe, expect, test } from 'vitest';
import { AtomicOptionsError, OperationTimeoutError } from '../../src/index.ts';
import { recordStatements } from '../../src/testing/matchers/record-statements.ts';
import { Author, libraryDatabase } from '../support/library.ts';

const db = libraryDatabase();
const alone = libraryDatabase({ pool: { min: 0, max: 1 } });

for (const each of [db, alone])
  beforeEach(async () => {
    await each.rows('truncate author, book, tag, book_tags, copies cascade');
    await each.given(new Author(1, 'Ada'), new Author(2, 'Bob'));
  });

test.each([
  ['attempts', { attempts: 0 }],
  ['attempts', { attempts: 1.5 }],
  ['timeout', { timeout: -1 }],
  ['backoff.base', { backoff: { base: Number.NaN } }],
  ['isolation', { isolation: 'snapshot' as never }],
  ['deferrable', { deferrable: true }],
])('the option %s that means nothing is refused before any statement', async (option, options) => {
  const { statements, result } = await recordStatements(db.orm, () =>
    db
      .unit()
      .atomic(async () => undefined, options)
      .catch((error: unknown) => error),
  );

  expect(result).toMatchObject({ option });
  expect(result).toBeInstanceOf(AtomicOptionsError);
  expect(statements).toEqual([]);
});

describe.each([
  ['a pool of many', db],
  ['a pool of one', alone],
])('with %s', (_, base) => {
  test('a statement that takes too long is cancelled, and the unit goes on', async () => {
    const em = base.unit();
    const ada = await em.findOneOrFail(Author, 1);

    const late = em.atomic(
      async em => {
        ada.age = 7;
        await em.flush();
        await em.execute('select pg_sleep(30)');
      },
      { timeout: 100 },
    );

    await expect(late).rejects.toBeInstanceOf(OperationTimeoutError);
    expect(ada).toMatchObject({ age: 0, version: 1 });
    ada.age = 8;
    await em.flush();
    expect(await base.rows('select age from author where id = 1')).toEqual([{ age: 8 }]);
  });

  test('a body that waits for something else is not waited for', async () => {
    const never = Promise.withResolvers<void>();

    const late = base.unit().atomic(() => never.promise, { timeout: 50 });

    await expect(late).rejects.toBeInstanceOf(OperationTimeoutError);
  });

  test('a signal that is aborted rolls back with its reason', async () => {
    const em = base.unit();
    const aborting = new AbortController();
    const reason = new Error('The client has gone.');

    const aborted = em.atomic(
      async em => {
        (await em.findOneOrFail(Author, 1)).age = 7;
        await em.flush();
        aborting.abort(reason);
        await em.find(Author, {});
      },
      { signal: aborting.signal },
    );

    await expect(aborted).rejects.toBe(reason);
    expect(await base.rows('select age from author where id = 1')).toEqual([{ age: 0 }]);
    expect(await em.findOneOrFail(Author, 1)).toMatchObject({ age: 0 });
  });

  test('one that is aborted before it begins sends nothing', async () => {
    const { statements } = await recordStatements(base.orm, async () => {
      const begun = base
        .unit()
        .atomic(async em => em.find(Author, {}), { signal: AbortSignal.abort(new Error('No.')) });
      await expect(begun).rejects.toThrow('No.');
    });

    expect(statements.filter(({ sql }) => !/^(begin|rollback)$/.test(sql))).toEqual([]);
  });
});

test('a lone statement that is aborted under way is rolled back, and memory with it', async () => {
  const em = db.unit();
  const ada = await em.findOneOrFail(Author, 1);
  const [{ pid }] = await holder();

  const late = em.atomic(async () => void (ada.age = 7), { timeout: 100 });

  await expect(late).rejects.toBeInstanceOf(OperationTimeoutError);
  await db.rows(`select pg_terminate_backend(${pid}, 1000)`);
  expect(ada).toMatchObject({ age: 0, version: 1 });
  expect(await db.rows('select age from author where id = 1')).toEqual([{ age: 0 }]);
});

/** Another session that holds the row of author 1, by the number of its process. */
async function holder(): Promise<[{ pid: number }]> {
  const client = new pg.Client({ connectionString: db.url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('begin; select from author where id = 1 for update');
  return (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows as [{ pid: number }];
}

import { describe, expect, test } from 'vitest';
import {
  type EntityManager,
  IsolationLevel,
  LateLockError,
  type LockKey,
  LockOptionError,
  LockTimeoutError,
  TransactionRequiredError,
} from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/matchers/record-statements.ts';
import { Author, libraryDatabase } from '../../support/library.ts';
import { failure, newKey } from './given.ts';

const db = libraryDatabase({ pool: { max: 2 } });
const { READ_COMMITTED, REPEATABLE_READ, SERIALIZABLE } = IsolationLevel;

/** Whether a transaction of somebody else gets the key at once. */
async function isFree(key: LockKey, shared = false): Promise<boolean> {
  const asked = db.unit().transactional(em => em.lockKey(key, { shared, wait: false }));
  return asked.then(
    () => true,
    (error: unknown) => {
      if (error instanceof LockTimeoutError) return false;
      throw error;
    },
  );
}

describe.for([READ_COMMITTED, SERIALIZABLE])('at %s', isolationLevel => {
  const transaction = <T>(body: (em: EntityManager) => Promise<T>) =>
    db.unit().transactional(body, { isolationLevel });

  test('a key is held until the transaction ends, by one statement', async () => {
    const key = ['key', newKey()];

    await transaction(async em => {
      expect(await recordStatements(db.orm, () => em.lockKey(key))).toHaveSent(2);
      expect(await isFree(key)).toBe(false);
    });

    expect(await isFree(key)).toBe(true);
  });

  test('a key is free again when its savepoint is rolled back, and not when it is released', async () => {
    const [kept, left] = [`kept ${newKey()}`, `left ${newKey()}`];

    await transaction(async em => {
      await em.transactional(inner => inner.lockKey(kept));
      await failure(
        em.transactional(async inner => {
          await inner.lockKey(left);
          throw new Error('no');
        }),
      );
      expect([await isFree(kept), await isFree(left)]).toEqual([false, true]);
    });
  });

  test('a key is free again when the transaction fails', async () => {
    const key = `failed ${newKey()}`;

    await failure(
      transaction(async em => {
        await em.lockKey(key);
        throw new Error('no');
      }),
    );

    expect(await isFree(key)).toBe(true);
  });

  test.for([
    [false, false, false],
    [false, true, false],
    [true, false, false],
    [true, true, true],
  ] as const)('held shared: %s, asked shared: %s, had: %s', async ([held, asked, had]) => {
    const key = ['matrix', newKey()];

    await transaction(async em => {
      await em.lockKey(key, { shared: held });
      expect(await isFree(key, asked)).toBe(had);
      const later = failureOrNothing(
        db.unit().transactional(other => other.lockKey(key, { shared: asked, wait: 20 })),
      );
      expect(await later).toEqual(had ? undefined : expect.any(LockTimeoutError));
    });
  });

  test.for([false, 20])('with wait: %s the transaction goes on without the lock', async wait => {
    const key = ['busy', newKey()];
    const id = newKey();

    await db.unit().transactional(async holder => {
      await holder.lockKey(key);
      await transaction(async em => {
        await em.execute(`set local lock_timeout = '7s'`);
        const error = await failure(em.lockKey(key, { wait }));
        expect(error).toBeInstanceOf(LockTimeoutError);
        expect(error).toMatchObject({ code: '55P03', sqlState: '55P03' });
        expect(await em.execute('show lock_timeout')).toEqual([{ lock_timeout: '7s' }]);
        em.persist(new Author(id, 'Ada'));
      });
    });

    expect(await db.unit().count(Author, id)).toBe(1);
  });

  test('a wait that ends with the lock leaves lock_timeout as it was', async () => {
    await transaction(async em => {
      await em.execute(`set local lock_timeout = '7s'`);
      const recording = await recordStatements(db.orm, () => em.lockKey(['free', newKey()], { wait: 20 }));
      expect(recording.statements.map(({ sql }) => sql.slice(0, 9))).toEqual(['savepoint', 'select cu']);
      expect(await em.execute('show lock_timeout')).toEqual([{ lock_timeout: '7s' }]);
    });
  });
});

test('at repeatable read a key is refused: what is read under it would be older than it', async () => {
  const key = `snapshot ${newKey()}`;

  await db.unit().transactional(
    async em => {
      const error = await failure(em.lockKey(key));
      expect(error).toBeInstanceOf(LateLockError);
      expect(error).toMatchObject({ isolation: 'repeatable read', lock: `the key ["${key}"]` });
      expect(await isFree(key)).toBe(true);
    },
    { isolationLevel: REPEATABLE_READ },
  );
});

test('outside a transaction, and for what is no key or no wait, it is refused before any statement', async () => {
  const em = db.unit();
  const notStored = new Author(undefined as never, 'Ada');

  const recording = await recordStatements(db.orm, async () => {
    expect(await failure(em.lockKey('key'))).toBeInstanceOf(TransactionRequiredError);
    await em.transactional(async inner => {
      for (const key of [
        [],
        ['author', notStored.id],
        ['author', Number.NaN],
        undefined as never,
        7 as never,
      ])
        expect(await failure(inner.lockKey(key))).toMatchObject({ option: 'key' });
      for (const wait of [-1, Number.NaN, 2 ** 31])
        expect(await failure(inner.lockKey('key', { wait }))).toBeInstanceOf(LockOptionError);
    });
  });

  expect(recording).toHaveSent(0);
});

test('keys differ in how their parts are divided; a number is its digits; no name is SQL', async () => {
  const hostile = `'); drop table author; -- \\ " \u0000 ? ?? $1 \ud800`;

  await db.unit().transactional(async em => {
    for (const key of [['a', 'b,c'], ['show', 7], hostile, ['x', '']]) await em.lockKey(key);

    for (const same of [['a', 'b,c'], ['show', '7'], ['show', 7n], hostile, [hostile], ['x', '']])
      expect(await isFree(same)).toBe(false);
    for (const other of [['a,b', 'c'], ['a', 'b', 'c'], ['show7'], 'show,7', ['x'], 'x'])
      expect(await isFree(other)).toBe(true);
  });

  expect(await db.unit().count(Author)).toBeGreaterThanOrEqual(0);
});

test('what is edited is not flushed by it', async () => {
  await db.unit().transactional(async em => {
    em.persist(new Author(newKey(), 'Ada'));
    expect(await recordStatements(db.orm, () => em.lockKey('unflushed'))).toHaveSent(2);
  });
});

function failureOrNothing(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

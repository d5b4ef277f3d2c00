import { describe, expect, test } from 'vitest';
import { type EntityManager, type Isolation } from '../../../src/index.ts';
import { race } from '../../../src/testing/race/race.ts';
import { Author, libraryDatabase } from '../../support/library.ts';

const db = libraryDatabase();
const search = { exhaustive: true };

/** Creates an author under a name that nobody has, unless there is one. */
const createOnce =
  (id: number, lock: (em: EntityManager) => Promise<unknown>) =>
  (em: EntityManager): Promise<unknown> =>
    em.transactional(async inner => {
      await lock(inner);
      if ((await inner.count(Author, { name: 'Ada' })) === 0) inner.persist(new Author(id, 'Ada'));
    });

function exploreCreation(isolation: Isolation, lock: (em: EntityManager) => Promise<unknown>) {
  return race(db.orm, {
    operations: { one: createOnce(1, lock), other: createOnce(2, lock) },
    isolation,
    allow: ['40001', 'LateLockError'],
    invariant: async ({ em, endings }) => {
      const ended = Object.values(endings).filter(({ status }) => status === 'fulfilled').length;
      expect(await em.count(Author, { name: 'Ada' })).toBe(Math.min(ended, 1));
    },
    search,
  });
}

describe.for(['read committed', 'repeatable read', 'serializable'] as const)('at %s', isolation => {
  test('who checks under a key and then writes writes once', async () => {
    const report = await exploreCreation(isolation, em => em.lockKey(['author', 'Ada']));

    expect(report).toMatchObject({ verdict: 'covered', deadlocks: 0 });
    const refused = isolation === 'repeatable read' ? { LateLockError: expect.any(Number) } : {};
    expect(report.endedWith).toMatchObject(refused);
  });

  test('who locks the table first, checks and then writes writes once', async () => {
    const report = await exploreCreation(isolation, em => em.lockTable(Author, 'share row exclusive'));

    expect(report).toMatchObject({ verdict: 'covered', deadlocks: 0, endedWith: {} });
  });
});

test.for(['repeatable read', 'serializable'] as const)(
  'at %s, who reads before locking the table is refused, and nothing is written twice',
  async isolation => {
    const late = async (em: EntityManager) => {
      await em.count(Author);
      await em.lockTable(Author, 'share row exclusive');
    };

    const report = await exploreCreation(isolation, late);

    expect(report).toMatchObject({ verdict: 'covered', endedWith: { LateLockError: expect.any(Number) } });
  },
);

test('without the lock, both write', async () => {
  const report = await exploreCreation('read committed', async () => {});

  expect(report.verdict).toBe('fails');
});

test('those who share a key do not keep each other out, and those who do not share it do', async () => {
  const count = (shared: boolean) => (em: EntityManager) =>
    em.transactional(async inner => {
      await inner.lockKey('count', { shared });
      const author = await inner.findOneOrFail(Author, 1, { refresh: true });
      await inner.nativeUpdate(Author, 1, { age: author.age + 1 });
    });
  const explore = (one: boolean, other: boolean) =>
    race(db.orm, {
      seed: em => em.persist(new Author(1, 'Ada')).flush(),
      operations: { one: count(one), other: count(other) },
      isolation: 'read committed',
      invariant: async ({ em }) => expect((await em.findOneOrFail(Author, 1)).age).toBe(2),
      search,
    });

  expect((await explore(false, false)).verdict).toBe('covered');
  expect((await explore(true, false)).verdict).toBe('covered');
  expect((await explore(true, true)).verdict).toBe('fails');
});

test('keys that are locked in opposite orders end as a deadlock that PostgreSQL breaks', async () => {
  const lockBoth = (keys: readonly string[]) => (em: EntityManager) =>
    em.transactional(async inner => {
      for (const key of keys) await inner.lockKey(key);
    });

  const report = await race(db.orm, {
    operations: { one: lockBoth(['a', 'b']), other: lockBoth(['b', 'a']) },
    isolation: 'read committed',
    allow: ['40P01'],
    invariant: () => {},
    search,
  });

  expect(report.verdict).toBe('covered');
  expect(report.deadlocks).toBeGreaterThan(0);
});

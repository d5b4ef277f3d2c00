import { beforeAll, describe, expect, test } from 'vitest';
import { type EntityManager, increment } from '../../../src/index.ts';
import { race } from '../../../src/testing/index.ts';
import '../../../src/testing/vitest/index.ts';
import { isolations } from '../../laws/isolations.ts';
import { Author, createDatabase, Pass, Tag } from './tables.ts';

const db = createDatabase();
const email = 'ada@example.com';
const soon = { base: 0, cap: 0 };

interface End {
  readonly id: number;
  readonly created: boolean;
}

type Get = (em: EntityManager, name: string) => Promise<End>;

const author: Get = async (em, name) => {
  const [found, created] = await em.getOrCreate(Author, { email }, { name });
  return { id: found.id, created };
};
const tag: Get = async (em, name) => {
  const [found, created] = await em.getOrCreate(Tag, { name: name.length > 3 ? 'NOVEL' : 'novel' });
  return { id: found.id, created };
};

const byThemselves = (get: Get, name: string) => (em: EntityManager) => get(em, name);
const inTransactions = (get: Get, name: string) => (em: EntityManager) =>
  em.transactional(em => get(em, name));
const afterRead = (get: Get, name: string) => (em: EntityManager) =>
  em.atomic(
    async em => {
      await em.execute('select 1 from author');
      return get(em, name);
    },
    { attempts: 5, backoff: soon },
  );

/** That all got the one row, and exactly one was told that it was created. */
function requireOne(results: Readonly<Record<string, unknown>>): void {
  const ends = Object.values(results) as End[];
  expect(new Set(ends.map(({ id }) => id)).size).toBe(1);
  expect(ends.filter(({ created }) => created)).toHaveLength(1);
}

beforeAll(async () => {
  await author(db.unit(), 'first');
  await tag(db.unit(), 'first');
  await db.rows('truncate author, tag cascade');
});

describe('callers that race to create one row get that row, and one is told', () => {
  test.each([
    ['by themselves', author, byThemselves],
    ['in transactions', author, inTransactions],
    ['by an expression', tag, byThemselves],
  ])('%s', async (_, get, how) => {
    const report = await race(db.orm, {
      operations: { ada: how(get, 'Ada'), grace: how(get, 'Grace') },
      isolation: 'read committed',
      invariant: ({ results }) => requireOne(results),
    });

    expect(report).toBeProved();
  });

  test.each(isolations)('after a read, inside em.atomic, at %s', async isolation => {
    const report = await race(db.orm, {
      operations: { ada: afterRead(author, 'Ada'), grace: afterRead(author, 'Grace') },
      isolation,
      invariant: ({ results }) => requireOne(results),
    });

    expect(report).toBeProved();
  });

  test.each(['repeatable read', 'serializable'] as const)(
    'in a transaction at %s that nobody repeats, the other is told that it has to be',
    async isolation => {
      const report = await race(db.orm, {
        operations: { ada: inTransactions(author, 'Ada'), grace: inTransactions(author, 'Grace') },
        isolation,
        allow: ['40001'],
        invariant: async ({ em, results }) => {
          expect(await em.count(Author, { email })).toBe(1);
          const ends = Object.values(results).filter(end => end !== undefined) as End[];
          expect(ends.filter(({ created }) => created)).toHaveLength(1);
        },
      });

      expect(report).toBeProved();
    },
  );

  test('with one connection', async () => {
    const report = await race(db.orm, {
      operations: { ada: byThemselves(author, 'Ada'), grace: inTransactions(author, 'Grace') },
      isolation: 'read committed',
      pool: 1,
      invariant: ({ results }) => requireOne(results),
    });

    expect(report).toBeProved();
  });

  test('and whoever deletes it meanwhile leaves none or one, and nobody fails', async () => {
    const report = await race(db.orm, {
      seed: (em: EntityManager) => em.persist(new Author(email, 'Seed')).flush(),
      operations: {
        ada: byThemselves(author, 'Ada'),
        deletes: (em: EntityManager) => em.execute('delete from author where email = ?', [email]),
      },
      isolation: 'read committed',
      invariant: async ({ em }) => {
        expect(await em.count(Author, { email })).toBeLessThanOrEqual(1);
      },
    });

    expect(report).toBeProved();
  });
});

describe('callers that race to count create one row, and none of what they count is lost', () => {
  const key = { token: 'counted', usedAt: null };
  const count = async (em: EntityManager, by: number): Promise<End> => {
    const [pass, created] = await em.updateOrCreate(Pass, key, { uses: increment(by) });
    return { id: pass.id, created };
  };
  const bySelf = (by: number) => (em: EntityManager) => count(em, by);
  const inAtomic = (by: number) => (em: EntityManager) =>
    em.atomic(em => count(em, by), { attempts: 5, backoff: soon });
  const counted =
    (sum: number) => async (end: { em: EntityManager; results: Readonly<Record<string, unknown>> }) => {
      requireOne(end.results);
      expect(await end.em.findOneOrFail(Pass, key)).toMatchObject({ uses: sum });
    };

  beforeAll(async () => {
    await count(db.unit(), 1);
    await db.rows('truncate pass');
  });

  test('by themselves, with one connection as with more', async () => {
    for (const pool of [1, 3])
      expect(
        await race(db.orm, {
          operations: { ada: bySelf(1), bob: bySelf(10) },
          isolation: 'read committed',
          pool,
          invariant: counted(11),
        }),
      ).toBeProved();
  });

  test.each(isolations)('inside em.atomic, at %s', async isolation => {
    const report = await race(db.orm, {
      operations: { ada: inAtomic(1), bob: inAtomic(10) },
      isolation,
      invariant: counted(11),
    });

    expect(report).toBeProved();
  });

  test.each(isolations)('in a row that is there, inside em.atomic, at %s', async isolation => {
    const report = await race(db.orm, {
      seed: (em: EntityManager) => em.persist(Object.assign(new Pass(), key, { uses: 5 })).flush(),
      operations: { ada: inAtomic(1), bob: inAtomic(10) },
      isolation,
      invariant: async ({ em, results }) => {
        expect(Object.values(results)).toMatchObject([{ created: false }, { created: false }]);
        expect(await em.findOneOrFail(Pass, key)).toMatchObject({ uses: 16 });
      },
    });

    expect(report).toBeProved();
  });
});

import { describe, expect, test } from 'vitest';
import { type EntityManager } from '../../../src/index.ts';
import { race } from '../../../src/testing/index.ts';
import '../../../src/testing/vitest/index.ts';
import { Author, upsertDatabase } from './tables.ts';

const db = upsertDatabase();
const email = 'ada@example.com';

/** Every row of the key, as it is stored. */
async function stored(em: EntityManager): Promise<{ version: number; age: number; name: string | null }[]> {
  return em.execute('select version, age, name from author where email = ?', [email]);
}

const transaction = (body: (em: EntityManager) => Promise<unknown>) => (em: EntityManager) =>
  em.transactional(body);

describe('callers that upsert one new key', () => {
  const upsert = (age: number) => async (em: EntityManager) => {
    const author = await em.upsert(Author, { email, age });
    return { id: author.id, version: author.version };
  };

  test.each([
    ['by themselves', upsert],
    ['in transactions', (age: number) => transaction(upsert(age))],
  ])('%s leave one row, which the second counts up', async (_, operation) => {
    const report = await race(db.orm, {
      operations: { one: operation(1), other: operation(2) },
      isolation: 'read committed',
      invariant: async ({ em, results: { one, other } }) => {
        const [row, ...more] = await stored(em);
        expect(more).toEqual([]);
        expect(row!.version).toBe(2);
        expect((one as Author).id).toBe((other as Author).id);
        expect([(one as Author).version, (other as Author).version].sort((a, b) => a - b)).toEqual([1, 2]);
      },
    });

    expect(report).toBeProved();
  });

  test('ignoring the row of another, all get that row', async () => {
    const ignore = (age: number) => async (em: EntityManager) => {
      const author = await em.upsert(Author, { email, age }, { onConflictAction: 'ignore' });
      return { id: author.id, version: author.version, age: author.age };
    };

    const report = await race(db.orm, {
      operations: { one: ignore(1), other: transaction(ignore(2)) },
      isolation: 'read committed',
      invariant: async ({ em, results: { one, other } }) => {
        expect(await stored(em)).toHaveLength(1);
        expect(one).toEqual(other);
      },
    });

    expect(report).toBeProved();
  });

  test('ignoring the row of another who deletes it, a row is there or gone, and nobody fails', async () => {
    const report = await race(db.orm, {
      seed: (em: EntityManager) => em.persist(new Author(email)).flush(),
      operations: {
        one: async (em: EntityManager) =>
          (await em.upsert(Author, { email, age: 1 }, { onConflictAction: 'ignore' })).email,
        other: (em: EntityManager) => em.execute('delete from author where email = ?', [email]),
      },
      isolation: 'read committed',
      invariant: async ({ results }) => {
        expect(results['one']).toBe(email);
      },
    });

    expect(report).toBeProved();
  });

  test('many keys in opposite orders do not deadlock', async () => {
    const keys = [email, 'grace@example.com'];
    const upsertAll = (emails: readonly string[]) =>
      transaction(em =>
        em.upsertMany(
          Author,
          emails.map(email => ({ email, age: 1 })),
          { batchSize: 1 },
        ),
      );

    const report = await race(db.orm, {
      operations: { one: upsertAll(keys), other: upsertAll(keys.toReversed()) },
      isolation: 'read committed',
      steps: 'row',
      invariant: async ({ em }) => {
        expect(await em.count(Author)).toBe(2);
      },
    });

    expect(report).toBeProved();
  });
});

describe('callers that upsert one loaded key', () => {
  test('leave one row that both have counted up, with the fields of both', async () => {
    const upsert = (data: object) => async (em: EntityManager) => {
      const loaded = await em.findOneOrFail(Author, { email });
      const upserted = await em.upsert(Author, { email, ...data });
      return { same: upserted === loaded, version: loaded.version };
    };

    const report = await race(db.orm, {
      seed: (em: EntityManager) => em.persist(new Author(email)).flush(),
      operations: { one: upsert({ age: 1 }), other: upsert({ name: 'Ada' }) },
      isolation: 'read committed',
      invariant: async ({ em, results }) => {
        expect(await stored(em)).toEqual([{ version: 3, age: 1, name: 'Ada' }]);
        const ends = Object.values(results) as { same: boolean; version: number }[];
        expect(ends.every(({ same }) => same)).toBe(true);
        expect(ends.map(({ version }) => version).sort((a, b) => a - b)).toEqual([2, 3]);
      },
    });

    expect(report).toBeProved();
  });

  test('with the version that they loaded, one of them wins and the other has a conflict', async () => {
    const upsert = (age: number) => async (em: EntityManager) => {
      const { version } = await em.findOneOrFail(Author, { email });
      await em.upsert(Author, { email, age, version });
      return age;
    };

    const report = await race(db.orm, {
      seed: (em: EntityManager) => em.persist(new Author(email)).flush(),
      operations: { one: upsert(1), other: upsert(2) },
      isolation: 'read committed',
      allow: ['ConflictError'],
      invariant: async ({ em, results }) => {
        const won = Object.values(results).filter(age => age !== undefined);
        const [row] = await stored(em);
        expect(row!.version).toBe(1 + won.length);
        expect(won).toContain(row!.age);
      },
    });

    expect(report).toBeProved();
  });
});

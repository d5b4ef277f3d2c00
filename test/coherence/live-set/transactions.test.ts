import { beforeEach, describe, expect, test } from 'vitest';
import { ClosedSetError, type EntityManager, type LiveSet } from '../../../src/index.ts';
import { interestsOf } from '../../../src/mikro/state/interests.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { isolations } from '../../laws/isolations.ts';
import { counts, many, piece, pieces, rolledBack, undone } from './given.ts';
import { Piece, pieceDatabase } from './pieces.ts';

const db = pieceDatabase({ pool: { min: 0, max: 1 } });

beforeEach(() => db.rows('delete from piece; delete from shelf; delete from box'));

async function given(...counts: (number | null)[]): Promise<EntityManager> {
  await db.given(...counts.map(count => piece({ count })));
  return db.unit();
}

describe.each(isolations)('in a transaction at %s', isolationLevel => {
  test('a rollback makes the set what it was, without a query', async () => {
    const em = await given(1, 2, 3, 4);
    const [one, two, three, four] = await pieces(em);
    const set = await many(em);
    three!.count = 30;
    const before = [...set];

    const { statements } = await recordStatements(db.orm, () =>
      rolledBack(
        em.transactional(
          async fork => {
            one!.count = 10;
            fork.remove(two!);
            fork.create(Piece, { count: 5 });
            await fork.flush();
            expect(counts(set)).toEqual([4, 5, 10, 30]);
            await rolledBack(
              fork.transactional(async inner => {
                four!.count = 0;
                inner.remove(one!);
                inner.create(Piece, { count: 6 });
                await inner.flush();
                expect(counts(set)).toEqual([5, 6, 30]);
                throw undone;
              }),
            );
            expect(counts(set)).toEqual([4, 5, 10, 30]);
            throw undone;
          },
          { isolationLevel },
        ),
      ),
    );

    expect(statements.filter(({ sql }) => sql.startsWith('select'))).toEqual([]);
    expect([...set]).toEqual(before);
    await em.flush();
    expect([...set]).toEqual(before);
  });

  test('what was read there stays, and a set that nobody reads meanwhile is right afterwards', async () => {
    const em = await given(1, 2, 3);
    const set = await many(em);
    const [two] = set;
    await db.given(piece({ count: 7 }));

    await rolledBack(
      em.transactional(
        async fork => {
          await fork.find(Piece, { count: 7 });
          two!.count = 0;
          await fork.flush();
          throw undone;
        },
        { isolationLevel },
      ),
    );

    expect(counts(set)).toEqual([2, 3, 7]);
  });

  test('em.begin and em.rollback are no different, nor is em.commit', async () => {
    const em = await given(1, 2);
    const [one, two] = await pieces(em);
    const set = await many(em);

    await em.begin({ isolationLevel });
    em.create(Piece, { count: 3 });
    em.remove(two!);
    await em.flush();
    expect(counts(set)).toEqual([3]);
    await em.rollback();
    expect([...set]).toEqual([two]);
    await em.begin({ isolationLevel });
    em.create(Piece, { count: 4 });
    one!.count = 5;
    await em.commit();

    expect(counts(set)).toEqual([2, 4, 5]);
  });

  test('a set that was opened there stays after its commit, and is closed by its rollback', async () => {
    const em = await given(1, 2);

    const kept = await em.transactional(
      async fork => {
        fork.create(Piece, { count: 3 });
        return many(fork);
      },
      { isolationLevel },
    );
    const lost: LiveSet<Piece>[] = [];
    await rolledBack(
      em.transactional(
        async fork => {
          lost.push(await many(fork));
          throw undone;
        },
        { isolationLevel },
      ),
    );

    em.create(Piece, { count: 4 });
    expect(counts(kept)).toEqual([2, 3, 4]);
    expect(() => lost[0]!.size).toThrow(ClosedSetError);
    expect(interestsOf(em, em.getMetadata().get(Piece) as never)).toHaveLength(1);
  });
});

test('a flush that fails leaves the set as it was edited', async () => {
  const em = await given(1, 2, 3);
  const [one, two, three] = await pieces(em);
  const set = await many(em);
  one!.count = 5;
  em.remove(two!);
  const made = em.create(Piece, { count: 4, tag: 'none' });

  await expect(em.flush()).rejects.toThrow(/uuid/);

  expect([...set]).toEqual([three, made, one]);
  made.tag = null;
  await em.flush();
  expect([...set]).toEqual([three, made, one]);
});

test('new objects that have the same place keep their order in a rollback', async () => {
  const em = await given();
  const set = await many(em);
  const [first, second] = [em.create(Piece, { count: 2 }), em.create(Piece, { count: 2 })];
  expect([...set]).toEqual([first, second]);

  await rolledBack(
    em.transactional(async () => {
      first.count = 1;
      expect([...set]).toEqual([second]);
      throw undone;
    }),
  );

  expect(set.at(0)).toBe(first);
});

test('what a transaction makes is not in the set for who looks outside, until it has committed', async () => {
  const em = await given(2);
  const set = await many(em);
  const made = Promise.withResolvers<void>();
  const looked = Promise.withResolvers<void>();

  const transaction = em.transactional(async fork => {
    fork.create(Piece, { count: 3 });
    await fork.flush();
    expect(set.size).toBe(2);
    made.resolve();
    await looked.promise;
    expect(set.size).toBe(2);
  });
  await made.promise;
  expect(set.size).toBe(1);
  looked.resolve();
  await transaction;

  expect(counts(set)).toEqual([2, 3]);
});

describe('the end', () => {
  test('a set that is closed, or whose unit is cleared, refuses to be read', async () => {
    const em = await given(2);
    const [closed, cleared] = [await many(em), await many(em)];

    closed.close();
    em.clear();

    for (const set of [closed, cleared]) {
      expect(set.closed).toBe(true);
      for (const read of [
        () => set.size,
        () => [...set],
        () => set.at(0),
        () => set.onChange(() => undefined),
      ])
        expect(read).toThrow(ClosedSetError);
      await expect(set.settled()).rejects.toThrow(ClosedSetError);
    }
  });

  test('em.clear in a transaction that is rolled back closes nothing', async () => {
    const em = await given(1, 2);
    const [one] = await pieces(em);
    const set = await many(em);

    await em.begin();
    one!.count = 8;
    em.clear();
    expect(set.closed).toBe(true);
    await em.rollback();

    expect(counts(set)).toEqual([2]);
    one!.count = 3;
    expect(counts(set)).toEqual([2, 3]);
  });

  test('a set whose query fails is not left behind', async () => {
    const em = await given(2);

    await expect(em.liveSet(Piece, { count: '99999999999' as never })).rejects.toThrow(/out of range/);

    expect(interestsOf(em, em.getMetadata().get(Piece) as never)).toEqual([]);
  });
});

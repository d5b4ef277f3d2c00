import { describe, expect, test } from 'vitest';
import { type EntityManager, helper } from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { bulkDatabase, Memo, Place, Play, Poster } from './tables.ts';

const db = bulkDatabase();

async function play(count: number): Promise<Play> {
  const given = new Play('Hamlet');
  for (let number = 1; number <= count; number++) new Place(given, number);
  await db.given(given, ...given.places.getItems());
  return given;
}

async function sent(work: () => Promise<unknown>): Promise<readonly string[]> {
  const { statements } = await recordStatements(db.orm, work);
  return statements.map(({ sql }) => sql);
}

const isGone = (object: object) => !helper(object).__managed;
const numbers = (places: Iterable<Place>) =>
  Array.from(places, ({ number }) => number).toSorted((a, b) => a - b);

describe('a rollback', () => {
  const ways: Record<
    string,
    (em: EntityManager, work: (em: EntityManager) => Promise<void>) => Promise<void>
  > = {
    transactional: (em, work) =>
      em.transactional(async inner => {
        await work(inner as EntityManager);
        throw new Error('no');
      }),
    begin: async (em, work) => {
      await em.begin();
      await work(em);
      await em.rollback();
    },
    savepoint: (em, work) =>
      em.transactional(async outer => {
        await outer
          .transactional(async inner => {
            await work(inner as EntityManager);
            throw new Error('no');
          })
          .catch(() => undefined);
      }),
  };

  test.each(Object.entries(ways))('undoes it in memory: %s', async (_, undone) => {
    const [from, to] = [await play(2), await play(1)];
    const em = db.unit();
    const a = await em.findOneOrFail(Play, from.id, { populate: ['places'] });
    const b = await em.findOneOrFail(Play, to.id, { populate: ['places'] });
    const moved = a.places[1]!;

    await undone(em, async inner => {
      await inner.updateWhere(Place, { play: from.id, number: 2 }, { play: to.id, price: 1 });
      expect(moved).toMatchObject({ price: 1, version: 2 });
      expect(moved.play).toBe(b);
      await inner.deleteWhere(Place, { play: from.id, number: 1 });
      expect(a.places).toHaveLength(0);
    }).catch(() => undefined);

    expect(moved).toMatchObject({ price: 100, version: 1 });
    expect(moved.play).toBe(a);
    expect([numbers(a.places), numbers(b.places)]).toEqual([[1, 2], [1]]);
    expect(await em.findOneOrFail(Place, { play: from.id, number: 1 })).toBe(a.places[0]);
    moved.price = 5;
    await em.flush();
    expect(await db.rows('select price, play_id from place where id = $1', [moved.id])).toEqual([
      { price: 5, play_id: from.id },
    ]);
  });
});

test('a rollback brings back what cascades took', async () => {
  const given = await play(2);
  const memo = new Memo(given.places[0]!);
  const poster = new Poster(given);
  await db.given(memo, poster);
  const em = db.unit();
  const loaded = await em.findOneOrFail(Play, given.id, { populate: ['places.memos', 'poster'] });
  const places = [...loaded.places];
  const [loadedMemo, loadedPoster] = [await em.findOneOrFail(Memo, memo.id), loaded.poster!];

  await em
    .transactional(async inner => {
      await inner.deleteWhere(Play, { id: given.id });
      expect([loaded, ...places, loadedMemo].every(isGone)).toBe(true);
      expect(loadedPoster.play).toBeNull();
      throw new Error('no');
    })
    .catch(() => undefined);

  expect([loaded, ...places, loadedMemo].some(isGone)).toBe(false);
  expect([...loaded.places]).toEqual(places);
  expect(loadedMemo.place).toBe(places[0]);
  expect(loadedPoster.play).toBe(loaded);
  expect(loaded.poster).toBe(loadedPoster);
  expect(await em.findOneOrFail(Memo, memo.id)).toBe(loadedMemo);
  expect(await sent(() => em.flush())).toEqual([]);
});

test.each(['read committed', 'repeatable read', 'serializable'] as const)(
  'in a transaction at %s memory is as the rows are',
  async isolationLevel => {
    const given = await play(2);
    const em = db.unit();
    await em.transactional(
      async inner => {
        const loaded = await inner.findOneOrFail(Play, given.id, { populate: ['places'] });
        loaded.places[0]!.number = 10;
        await inner.nativeUpdate(Place, { play: given.id, number: 10 }, { price: 1 });
        await inner.nativeDelete(Place, { play: given.id, number: 2 });
        expect(loaded.places.getItems()).toMatchObject([{ number: 10, price: 1, version: 3 }]);
      },
      { isolationLevel },
    );
    expect(await db.rows('select number, price from place where play_id = $1', [given.id])).toEqual([
      { number: 10, price: 1 },
    ]);
  },
);

test('a rollback brings back members of what stays, one-to-one relations, and what was loaded in the transaction itself', async () => {
  const [given, other] = [await play(2), await play(1)];
  const poster = new Poster(given);
  await db.given(poster);
  const em = db.unit();
  const loaded = await em.findOneOrFail(Play, given.id, { populate: ['places', 'poster'] });
  const members = [...loaded.places];
  const own = loaded.poster;
  let inside: Place | undefined;

  await em
    .transactional(async inner => {
      inside = await inner.findOneOrFail(Place, { play: other.id });
      await inner.deleteWhere(Poster, { id: poster.id });
      expect(loaded.poster).toBeNull();
      await inner.deleteWhere(Place, { play: given.id, number: 1 });
      await inner.updateWhere(Place, { play: other.id }, { play: null, price: 5 });
      expect(inside).toMatchObject({ play: null, price: 5 });
      throw new Error('no');
    })
    .catch(() => undefined);

  expect([...loaded.places]).toEqual(members);
  expect(loaded.places.isDirty()).toBe(false);
  expect(loaded.poster).toBe(own);
  expect(own?.play).toBe(loaded);
  expect(await em.findOneOrFail(Place, { play: other.id })).toBe(inside);
  expect(inside).toMatchObject({ number: 1, price: 100, version: 1, play: { id: other.id } });
  expect(await sent(() => em.flush())).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import {
  BulkWriteError,
  copyOf,
  type EntityManager,
  ExpressionError,
  FlushMode,
  increment,
} from '../../../src/index.ts';
import { addInterest, interestsOf } from '../../../src/mikro/state/interests.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { bulkDatabase, DayPass, Holder, Pass, Place, Play, Poster, Stay } from './tables.ts';

const db = bulkDatabase();

/** A play with places 1 to `count`. */
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

const numbers = (places: Iterable<Place>) =>
  Array.from(places, ({ number }) => number).toSorted((a, b) => a - b);

describe('the loaded objects', () => {
  test('take the values and versions of their rows, by one statement', async () => {
    const { id } = await play(3);
    const em = db.unit();
    const [one, two] = await em.find(
      Place,
      { play: id, number: { $lte: 2 } },
      { orderBy: { number: 'asc' } },
    );

    const statements = await sent(async () => {
      const changes = { price: increment(5), listPrice: copyOf<'price'>('price') };
      expect(await em.updateWhere(Place, { play: id }, changes)).toBe(3);
    });

    expect(statements).toHaveLength(1);
    expect([one, two]).toMatchObject([
      { price: 105, listPrice: 100, version: 2 },
      { price: 105, listPrice: 100, version: 2 },
    ]);
    one!.price = 7;
    expect(await sent(() => em.flush())).toHaveLength(3);
  });

  test('do not make rows travel that nobody has loaded', async () => {
    const { id } = await play(5);
    const em = db.unit();
    await em.findOneOrFail(Place, { play: id, number: 1 });

    const { statements } = await recordStatements(db.orm, () =>
      em.updateWhere(Place, { play: id }, { price: 1 }),
    );

    expect(statements).toMatchObject([{ tags: [{ rows: 1 }] }]);
  });

  test('named by their keys are written by the plain statement', async () => {
    const { places } = await play(2);
    const ids = places.getItems().map(({ id }) => id);
    const em = db.unit();
    const [one] = await em.find(Place, { id: ids[0]! });

    const statements = await sent(async () =>
      expect(await em.updateWhere(Place, { id: { $in: ids } }, { price: 4 })).toBe(2),
    );

    expect(statements).toMatchObject([expect.stringMatching(/^update "place" set .* returning /)]);
    expect(one).toMatchObject({ price: 4, version: 2 });
    expect(em.getUnitOfWork().getById(Place, ids[1]!)).toBeUndefined();
    expect(await sent(() => em.deleteWhere(Place, { id: ids[0]! }))).toMatchObject([
      expect.stringMatching(/^delete from "place" where .* returning /),
    ]);
    expect(em.getUnitOfWork().getById(Place, ids[0]!)).toBeUndefined();
  });

  test('are not asked for when there are none', async () => {
    const { id } = await play(2);

    const statements = await sent(() => db.unit().updateWhere(Place, { play: id }, { price: 1 }));

    expect(statements).toMatchObject([expect.stringMatching(/^update "place" set/)]);
  });

  test('that are references are loaded by it', async () => {
    const given = await play(1);
    const em = db.unit();
    const reference = em.getReference(Place, given.places[0]!.id);

    await em.updateWhere(Place, { play: given.id }, { price: 3 });

    expect(reference).toMatchObject({ price: 3, version: 2, number: 1 });
  });

  test('keep a lazy property that they have loaded in step, and others do not load it', async () => {
    const { id } = await play(2);
    const em = db.unit();
    const one = await em.findOneOrFail(Place, { play: id, number: 1 }, { populate: ['remark'] });
    const other = db.unit();
    const lazy = await other.findOneOrFail(Place, { play: id, number: 1 });

    await em.updateWhere(Place, { play: id }, { remark: 'torn seat' });
    const statements = await sent(() => other.updateWhere(Place, { play: id }, { price: 5 }));

    expect(one.remark).toBe('torn seat');
    expect(lazy.price).toBe(5);
    expect(statements[0]).not.toContain('remark');
  });

  test('of a key with several columns, and of several classes in one table', async () => {
    const holder = new Holder('Ada');
    const [stay, pass, day] = [new Stay(holder, "O'Hare \\ {x}"), new Pass(), new DayPass()];
    await db.given(holder, stay, pass, day);
    const em = db.unit();
    const [loadedStay, loadedDay] = [
      await em.findOneOrFail(Stay, { holder: holder.id }),
      await em.findOneOrFail(DayPass, day.id),
    ];

    await em.updateWhere(Stay, { holder: holder.id }, { nights: increment(1) });
    await em.updateWhere(Pass, { id: { $in: [pass.id, day.id] } }, { price: 20 });
    expect(await em.updateWhere(DayPass, { id: { $in: [pass.id, day.id] } }, { day: 3 })).toBe(1);

    expect(loadedStay.nights).toBe(2);
    expect(loadedDay).toMatchObject({ price: 20, day: 3 });
  });
});

describe('loaded collections', () => {
  test('get and lose what changes sides, also what is not loaded, and are not dirty', async () => {
    const [from, to] = [await play(2), await play(1)];
    const em = db.unit();
    const [a, b] = [
      await em.findOneOrFail(Play, from.id, { populate: ['places'] }),
      await em.findOneOrFail(Play, to.id, { populate: ['places'] }),
    ];
    const stranger = new Place(null, 9);
    await db.given(stranger);

    const statements = await sent(async () => {
      await em.updateWhere(Place, { play: from.id, number: 2 }, { play: to.id });
      await em.updateWhere(Place, { id: stranger.id }, { play: b });
    });

    expect(statements).toHaveLength(2);
    expect(numbers(a.places)).toEqual([1]);
    expect(numbers(b.places)).toEqual([1, 2, 9]);
    expect(b.places.getItems().every(place => place.play === b)).toBe(true);
    expect([a.places.isDirty(), b.places.isDirty()]).toEqual([false, false]);
    expect(await sent(() => em.flush())).toEqual([]);
  });

  test('lose what refers to nothing any more', async () => {
    const { id } = await play(2);
    const em = db.unit();
    const loaded = await em.findOneOrFail(Play, id, { populate: ['places'] });
    const [one] = loaded.places;

    await em.updateWhere(Place, { play: id, number: 1 }, { play: null });

    expect(one?.play).toBeNull();
    expect(numbers(loaded.places)).toEqual([2]);
    expect(loaded.places.isDirty()).toBe(false);
    expect(await sent(() => em.flush())).toEqual([]);
  });

  test('and one-to-one relations are right on both sides', async () => {
    const [from, to] = [await play(0), await play(0)];
    const poster = new Poster(from);
    await db.given(poster);
    const em = db.unit();
    const a = await em.findOneOrFail(Play, from.id, { populate: ['poster'] });
    const b = await em.findOneOrFail(Play, to.id, { populate: ['poster'] });
    expect(a.poster).toBeTruthy();

    await em.updateWhere(Poster, { id: poster.id }, { play: to.id });

    expect(b.poster).toMatchObject({ id: poster.id });
    expect(b.poster?.play).toBe(b);
    expect(a.poster ?? null).toBeNull();
    expect(await sent(() => em.flush())).toEqual([]);
  });
});

test('rows of interest come along though nobody has loaded them, by conditions on other tables as well', async () => {
  const { id } = await play(3);
  const em = db.unit();
  const stop = addInterest(em, em.getMetadata().get(Place), { price: 77, play: { title: 'Hamlet' } });
  expect(interestsOf(em, em.getMetadata().get(Place))).toHaveLength(1);

  const statements = await sent(() =>
    em.updateWhere(Place, { play: id, number: { $gte: 2 } }, { price: 77 }),
  );
  const place = em.getUnitOfWork().getIdentityMap().values();
  stop();

  expect(interestsOf(em, em.getMetadata().get(Place))).toEqual([]);
  expect(statements).toHaveLength(1);
  expect(numbers(place.filter(object => object instanceof Place))).toEqual([2, 3]);
  expect(await sent(() => db.unit().updateWhere(Place, { play: id }, { price: 78 }))).toMatchObject([
    expect.stringMatching(/^update/),
  ]);
});

describe('what is pending', () => {
  test('is flushed first', async () => {
    const { id } = await play(2);
    const em = db.unit();
    const [one] = await em.find(Place, { play: id, number: 1 });
    one!.listPrice = 40;

    expect(await em.updateWhere(Place, { play: id, listPrice: 40 }, { price: 1 })).toBe(1);

    expect(one).toMatchObject({ listPrice: 40, price: 1, version: 3 });
    expect(await sent(() => em.flush())).toEqual([]);
  });

  test('in a relation of the condition as well', async () => {
    const em = db.unit();
    const fresh = new Play('Macbeth');
    em.persist([fresh, new Place(fresh, 1)]);

    expect(await em.updateWhere(Place, { play: fresh }, { price: 2 })).toBe(1);
    expect(fresh.places[0]).toMatchObject({ price: 2 });
  });

  test('stays an edit of the row as it is now when the flush mode is COMMIT', async () => {
    const { id } = await play(1);
    const em = db.unit();
    const one = await em.findOneOrFail(Place, { play: id });
    em.setFlushMode(FlushMode.COMMIT);
    one.price = 50;

    await em.updateWhere(Place, { play: id }, { price: 60, number: 8 });

    expect(one).toMatchObject({ price: 50, number: 8 });
    await em.flush();
    expect(await db.rows('select price, number, version from place where id = $1', [one.id])).toEqual([
      { price: 50, number: 8, version: 3 },
    ]);
  });

  test('and what is edited while the statement runs is kept for the next flush', async () => {
    const { id } = await play(1);
    const em = db.unit();
    const one = await em.findOneOrFail(Place, { play: id });

    const running = em.updateWhere(Place, { play: id }, { price: 60 });
    await Promise.resolve();
    one.number = 12;
    await running;
    await em.flush();

    expect(one).toMatchObject({ price: 60, number: 12 });
    expect(await db.rows('select price, number from place where id = $1', [one.id])).toEqual([
      { price: 60, number: 12 },
    ]);
  });
});

describe('is refused before any statement', () => {
  const given = (): [EntityManager, Play] => {
    const em = db.unit();
    const pending = new Play('never stored');
    em.persist(pending);
    return [em, pending];
  };

  test.each<[string, object, object, new (...args: never[]) => Error]>([
    ['an unknown property', {}, { rice: 1 }, ExpressionError],
    ['a key', {}, { id: 1 }, ExpressionError],
    ['a version', {}, { version: 1 }, ExpressionError],
    ['an expression of another type', {}, { remark: increment(1) }, ExpressionError],
    ['no change', {}, {}, ExpressionError],
    ['an unknown property in the condition', { rice: 1 }, { price: 1 }, BulkWriteError],
  ])('%s', async (_, where, changes, error) => {
    const [em] = given();

    const statements = await sent(() => expect(em.updateWhere(Place, where, changes)).rejects.toThrow(error));

    expect(statements).toEqual([]);
  });
});

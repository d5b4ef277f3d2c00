import { describe, expect, test } from 'vitest';
import { DetachedObjectError, helper } from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { Branch, bulkDatabase, Desk, Holder, Mark, Memo, Place, Play, Poster, Stay, Room } from './tables.ts';

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

test('what is deleted leaves the unit and its collections, by one statement', async () => {
  const { id } = await play(3);
  const em = db.unit();
  const loaded = await em.findOneOrFail(Play, id, { populate: ['places'] });
  const [one, two] = loaded.places;

  const statements = await sent(async () => {
    expect(await em.deleteWhere(Place, { play: loaded, number: { $lte: 2 } })).toBe(2);
  });

  expect(statements).toHaveLength(1);
  expect([one, two].map(place => isGone(place!))).toEqual([true, true]);
  expect(loaded.places.getItems().map(({ number }) => number)).toEqual([3]);
  expect(loaded.places.isDirty()).toBe(false);
  expect(await em.findOne(Place, one!.id)).toBeNull();
  expect(await sent(() => em.flush())).toEqual([]);
});

test('what is written to an object after its row was deleted is not lost in silence', async () => {
  const given = await play(1);
  const em = db.unit();
  const place = await em.findOneOrFail(Place, { play: given.id });
  await em.deleteWhere(Play, { id: given.id });

  place.price = 3;

  await expect(em.flush()).rejects.toThrow(DetachedObjectError);
});

test('the plain statement is sent when nothing is loaded that it could reach', async () => {
  const { id } = await play(1);
  const em = db.unit();
  await em.find(Holder, {});

  expect(await sent(() => em.deleteWhere(Place, { play: id }))).toMatchObject([
    expect.stringMatching(/^delete from "place" where/),
  ]);
});

describe('ON DELETE', () => {
  test('CASCADE reaches loaded objects, also through rows that are not loaded', async () => {
    const given = await play(2);
    const [place] = given.places;
    const [memo, other] = [new Memo(place!), new Memo(new Place(null, 9))];
    await db.given(memo, other.place, other);
    const em = db.unit();
    const loaded = await em.findOneOrFail(Memo, memo.id);
    const stays = await em.findOneOrFail(Memo, other.id);

    const statements = await sent(async () => expect(await em.deleteWhere(Play, { id: given.id })).toBe(1));

    expect(statements).toHaveLength(1);
    expect([isGone(loaded), isGone(stays)]).toEqual([true, false]);
    expect(await db.rows('select id from memo where id = any($1)', [[memo.id, other.id]])).toEqual([
      { id: other.id },
    ]);
  });

  test('SET NULL makes loaded references null, and keeps their versions', async () => {
    const holder = new Holder('Ada');
    const given = await play(2);
    given.places[0]!.holder = holder;
    await db.given(holder, given.places[0]!);
    const poster = new Poster(given);
    await db.given(poster);
    const em = db.unit();
    const place = await em.findOneOrFail(Place, given.places[0]!.id);
    const loadedPoster = await em.findOneOrFail(Poster, poster.id);

    await em.deleteWhere(Holder, { id: holder.id });
    expect(place).toMatchObject({ holder: null, number: 1 });
    place.price = 1;
    await em.flush();

    await em.deleteWhere(Play, { id: given.id });
    expect(loadedPoster.play).toBeNull();
    expect(isGone(place)).toBe(true);
    expect(await sent(() => em.flush())).toEqual([]);
  });

  test('SET DEFAULT moves loaded objects to what is the default', async () => {
    const [first, second] = [new Room(), new Room()];
    await db.given(first, second);
    const desk = new Desk(second);
    await db.given(desk);
    expect(first.id).toBe(1);
    const em = db.unit();
    const loaded = await em.findOneOrFail(Desk, desk.id);
    const room = await em.findOneOrFail(Room, 1, { populate: ['desks'] });

    expect(await sent(() => em.deleteWhere(Room, { id: second.id }))).toHaveLength(1);

    expect(loaded.room).toBe(room);
    expect([...room.desks]).toEqual([loaded]);
    expect(await sent(() => em.flush())).toEqual([]);
  });

  test('goes down a tree of one class', async () => {
    const root = new Branch(null);
    const [low, other] = [new Branch(new Branch(new Branch(root))), new Branch(null)];
    await db.given(root, low.parent!.parent!, low.parent!, low, other);
    const em = db.unit();
    const [leaf, stays] = [await em.findOneOrFail(Branch, low.id), await em.findOneOrFail(Branch, other.id)];

    expect(await em.deleteWhere(Branch, { id: root.id })).toBe(1);

    expect([isGone(leaf), isGone(stays)]).toEqual([true, false]);
  });

  test('reaches a key that is a reference, and many-to-many collections', async () => {
    const holder = new Holder('Ada');
    const stay = new Stay(holder, 'Rome');
    const given = await play(2);
    const mark = new Mark('red');
    await db.given(holder, stay, mark);
    const [a, b] = given.places;
    const own = db.unit();
    const marked = await own.find(Place, { id: [a!.id, b!.id] }, { populate: ['marks'] });
    for (const place of marked) place.marks.add(own.getReference(Mark, mark.id));
    await own.flush();
    const em = db.unit();
    const loaded = await em.findOneOrFail(Mark, mark.id, { populate: ['places'] });
    const loadedStay = await em.findOneOrFail(Stay, { holder: holder.id, town: 'Rome' });

    await em.deleteWhere(Place, { id: a!.id });
    await em.deleteWhere(Holder, { id: holder.id });

    expect(loaded.places.getItems().map(({ id }) => id)).toEqual([b!.id]);
    expect(isGone(loadedStay)).toBe(true);
    expect(await sent(() => em.flush())).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type EntityManager, increment, UndecidableConditionError } from '../../../src/index.ts';
import { interestsOf } from '../../../src/mikro/state/interests.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { byCount, counts, many, piece, pieces } from './given.ts';
import { Box, Crate, Knob, Lid, Piece, pieceDatabase, Shelf, Size } from './pieces.ts';

const db = pieceDatabase({ pool: { min: 0, max: 1 } });

beforeEach(() =>
  db.rows('delete from piece; delete from shelf; delete from knob; delete from lid; delete from box'),
);

afterEach(() => vi.restoreAllMocks());

async function given(...counts: (number | null)[]): Promise<EntityManager> {
  await db.given(...counts.map(count => piece({ count })));
  return db.unit();
}

describe('members', () => {
  test('are what the query finds, in order, by one statement', async () => {
    const em = await given(3, 1, null, 2);

    const { statements, result: set } = await recordStatements(db.orm, () =>
      em.liveSet(Piece, { count: { $gte: 1 } }, { orderBy: { count: 'desc' } }),
    );

    expect(statements).toHaveLength(1);
    expect(counts(set)).toEqual([3, 2, 1]);
    expect([set.length, set.size, set.at(0)?.count, set.at(-1)?.count]).toEqual([3, 3, 3, 1]);
  });

  test('enter, leave and move by edits that are not flushed, and stay so by the flush', async () => {
    const em = await given(1, 2, 3);
    const [one, two, three] = await pieces(em);
    const set = await many(em);

    const { statements } = await recordStatements(db.orm, async () => {
      one!.count = 9;
      two!.count = null;
      three!.count = 20;
      expect([...set]).toEqual([one, three]);
      expect([set.has(one!), set.has(two!)]).toEqual([true, false]);
      two!.count = 10;
      expect(set.toArray()).toEqual([one, two, three]);
    });

    expect(statements).toEqual([]);
    await em.flush();
    expect([...set]).toEqual([one, two, three]);
    expect(counts(await many(db.unit()))).toEqual([9, 10, 20]);
  });

  test('are new objects from when they are to be stored, and removed ones no more from when they are to be deleted', async () => {
    const em = await given(2);
    const set = await many(em);
    const [stored] = set;

    const made = em.create(Piece, { count: 2 });
    const unmade = em.create(Piece, { count: 7 });
    unmade.count = 1;
    em.create(Shelf, { name: 'full' }).pieces.add(piece({ count: 5 }));
    em.remove(stored!);

    expect(counts(set)).toEqual([2, 5]);
    expect(set.at(0)).toBe(made);
    em.persist(stored!);
    em.remove(made);
    expect(counts(set)).toEqual([2, 5]);
    expect(set.at(0)).toBe(stored);
    await em.flush();
    expect(counts(set)).toEqual([2, 5]);
  });

  test('follow the collections and the references that they are moved by', async () => {
    const [left, right] = [new Shelf(), new Shelf()];
    await db.given(left, right, piece({ shelf: left, count: 1 }), piece({ shelf: right, count: 2 }));
    const em = db.unit();
    const shelf = await em.findOneOrFail(Shelf, left.id, { populate: ['pieces'] });
    const other = await em.findOneOrFail(Shelf, right.id, { populate: ['pieces'] });
    const set = await em.liveSet(Piece, { shelf }, byCount);
    const [first] = shelf.pieces;
    const [second] = other.pieces;

    shelf.pieces.add(second!);
    expect([...set]).toEqual([first, second]);
    shelf.pieces.remove(first!);
    expect([...set]).toEqual([second]);
    const unsaved = new Shelf();
    second!.shelf = unsaved;
    expect([...set]).toEqual([]);
    first!.shelf = em.getReference(Shelf, left.id);
    await em.flush();
    expect([...set]).toEqual([first]);
  });

  test('leave as orphans, and come back with their owners', async () => {
    const box = new Box();
    box.lids.add(new Lid(), new Lid());
    for (const lid of box.lids) lid.knobs.add(new Knob());
    await db.given(box);
    const em = db.unit();
    const { lids } = await em.findOneOrFail(Box, box.id, { populate: ['lids.knobs'] });
    const [set, knobs] = [await em.liveSet(Lid, {}), await em.liveSet(Knob, {})];
    const [first, second] = lids;
    expect([set.size, knobs.size]).toEqual([2, 2]);

    lids.remove(first!);
    expect([...set]).toEqual([second]);
    expect([...knobs]).toEqual([...second!.knobs]);
    lids.add(first!);
    expect(new Set(set)).toEqual(new Set([first, second]));
    expect(knobs.size).toBe(2);
    lids.remove(first!);
    await em.flush();

    expect([...set]).toEqual([second]);
    expect([...knobs]).toEqual([...second!.knobs]);
  });

  test('follow what they refer to out of the unit', async () => {
    const shelf = new Shelf();
    await db.given(piece({ shelf, count: 1 }));
    const em = db.unit();
    const set = await em.liveSet(Piece, { shelf: null });
    const loaded = await em.findOneOrFail(Piece, { count: 1 });
    expect(set.size).toBe(0);

    em.remove(loaded.shelf!);
    await em.flush();

    expect([...set]).toEqual([loaded]);
    expect((await db.unit().liveSet(Piece, { shelf: null })).size).toBe(1);
  });

  test('are never by an object that has no key yet', async () => {
    const em = await given(1);

    await expect(em.liveSet(Piece, { shelf: new Shelf() })).rejects.toThrow(UndecidableConditionError);
  });

  test('follow what other sessions have committed when it is read, and not before', async () => {
    const em = await given(1, 2, 3);
    const set = await many(em);
    await db.rows(
      'update piece set count = 4 - count, version = version + 1; delete from piece where count = 2',
    );
    expect(counts(set)).toEqual([2, 3]);

    const [, two] = [await em.find(Piece, { count: 3 }), set.at(0)];
    expect(counts(set)).toEqual([2, 3, 3]);
    await em.refresh(two!);
    await em.refresh(set.at(-1)!);

    expect(new Set(counts(set))).toEqual(new Set([3]));
  });

  test('are read again when the query shows that they are out of date', async () => {
    const em = await given(2, 3, 4);
    const [two, three, four] = await pieces(em);
    four!.count = 40;
    await db.rows(
      'update piece set count = 1, version = version + 1 where count in (2, 4); delete from piece where count = 3',
    );

    const { statements, result: set } = await recordStatements(db.orm, () => many(em));

    expect([...set]).toEqual([four]);
    expect(two!.count).toBe(1);
    expect(em.getUnitOfWork().getById(Piece, three!.id)).toBeUndefined();
    expect(statements.length).toBeLessThan(6);
  });

  test('follow statements: a changed row, an upsert, raw rows and streams', async () => {
    const em = await given(1, 2);
    const [one, two] = await pieces(em);
    const set = await many(em);

    await em.updateRow(one!, { count: increment(5) });
    expect([...set]).toEqual([two, one]);
    await em.adopt(Piece, 'update piece set count = 0 where count = 2 returning *');
    expect([...set]).toEqual([one]);
    await em.upsert(Piece, { id: two!.id, count: 3, hidden: false });
    expect([...set]).toEqual([two, one]);
    await db.given(piece({ count: 4 }));
    for await (const streamed of em.stream(Piece, { where: { count: 4 } })) expect(set.at(1)).toBe(streamed);
    expect(counts(set)).toEqual([3, 4, 6]);
  });

  test('are registered with statements that write many rows, until the set is closed', async () => {
    const em = await given(1);
    const meta = em.getMetadata().get(Piece);
    const set = await many(em);

    expect(interestsOf(em, meta as never)).toEqual([{ count: { $gte: 2 } }]);
    set.close();
    expect(interestsOf(em, meta as never)).toEqual([]);
  });

  test('are looked at only when they may have changed', async () => {
    const em = await given(...Array.from({ length: 200 }, (_, count) => count));
    const set = await many(em);
    const first = set.at(0)!;
    const looked = vi.spyOn(Reflect, 'get');

    first.count = 1000;
    expect(set.at(-1)).toBe(first);

    expect(looked.mock.calls.filter(([object]) => object instanceof Piece && object !== first)).toEqual([]);
  });

  test('that are dates and embeddables changed in place are seen when the set is read', async () => {
    const [early, late] = [new Date('2030-01-01T00:00:00.000Z'), new Date('2031-01-01T00:00:00.000Z')];
    await db.given(piece({ at: early, size: Object.assign(new Size(), { width: 1 }) }), piece({ at: late }));
    const em = db.unit();
    const byTime = await em.liveSet(Piece, { at: { $gt: early } });
    const bySize = await em.liveSet(
      Piece,
      { size: { width: { $ne: null } } },
      { orderBy: { size: { width: 'desc' } } },
    );
    const [first, second] = await em.find(Piece, {}, { orderBy: { at: 'asc' } });

    const [time, size] = [first!.at!, second!.size];
    expect([byTime.size, bySize.size]).toEqual([1, 1]);
    time.setFullYear(2032);
    size.width = 2;

    expect([...byTime]).toEqual([first, second]);
    expect([...bySize]).toEqual([second, first]);
  });

  test('are of the class that was asked for and its subclasses', async () => {
    await db.given(new Box(), new Crate());
    const em = db.unit();
    const [boxes, crates] = [await em.liveSet(Box, {}), await em.liveSet(Crate, { count: 1 })];
    const kinds = await em.liveSet(Box, { kind: { $ne: 'box' } });

    em.persist(new Crate());

    expect([boxes.size, crates.size, kinds.size]).toEqual([3, 2, 2]);
    expect([...crates].every(crate => crate instanceof Crate)).toBe(true);
  });

  test('are those that no filter hides', async () => {
    const em = await given(1, 2, 3);
    const [one, two] = await pieces(em);
    const shown = await em.liveSet(Piece, {}, { ...byCount, filters: { counted: { least: 2 } } });
    const all = await em.liveSet(Piece, { count: { $lt: 3 } }, { ...byCount, filters: false });

    two!.hidden = true;
    one!.count = 2;

    expect(shown.toArray()).toEqual([one, (await pieces(em)).at(-1)]);
    expect(new Set(all)).toEqual(new Set([one, two]));
  });
});

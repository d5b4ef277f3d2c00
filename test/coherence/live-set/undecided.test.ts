import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type EntityManager,
  type FilterQuery,
  increment,
  type LiveSetChange,
  LiveSetOptionError,
  type QueryOrderMap,
  raw,
  UndecidableConditionError,
  UnsettledSetError,
} from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { counts, many, piece } from './given.ts';
import { Branch, Piece, pieceDatabase, Shelf } from './pieces.ts';

const db = pieceDatabase({ pool: { min: 0, max: 1 } });

beforeEach(() => db.rows('delete from piece; delete from shelf; delete from box'));

async function given(...counts: (number | null)[]): Promise<EntityManager> {
  await db.given(...counts.map(count => piece({ count })));
  return db.unit();
}

describe('what only the database can decide', () => {
  type Where = FilterQuery<Piece>;
  const conditions: [part: string, where: unknown][] = [
    ['name $ilike', { name: { $ilike: 'a%' } }],
    ['name', { name: /^a/ }],
    ['code $re', { code: { $re: '^a' } }],
    ['price', { price: '1.50' }],
    ['price $gt', { price: { $gt: '1' } }],
    ['raw SQL', { facts: { likes: 1 } }],
    ['boxed', { boxed: { width: 1 } }],
    ['note', { note: 'x' }],
    ['seen', { seen: new Date() }],
    ['seen $gt', { seen: { $gt: new Date() } }],
    ['shelf name', { shelf: { name: 'x' } }],
    ['raw SQL', { [raw('1')]: 1 }],
    ['count $eq', { count: raw('1') }],
    ['count $eq', { count: 'many' }],
    ['weight $eq', { weight: 0.1 }],
    ['rate $eq', { rate: '0.1' }],
    ['spot $gt', { spot: { $gt: [1, 1] } }],
    ['nothing', { nothing: 1 }],
  ];

  test.each(conditions)('is refused before any statement, with its name: %s', async (part, where) => {
    const em = await given(1);

    const { statements, result } = await recordStatements(db.orm, () =>
      em.liveSet(Piece, where as Where).catch((error: unknown) => error),
    );

    expect(result).toBeInstanceOf(UndecidableConditionError);
    expect(result).toMatchObject({ entity: 'Piece', code: 'SELFSAME_UNDECIDABLE_CONDITION' });
    expect((result as UndecidableConditionError).part).toContain(part.split(' ')[0]);
    expect(statements).toEqual([]);
  });

  const orders: [part: string, orderBy: unknown][] = [
    ['seen', { seen: 'asc' }],
    ['price', { price: 'asc' }],
    ['shelf', { shelf: { name: 'asc' } }],
    ['spot', { spot: 'asc' }],
    ['facts', [{ count: 'asc' }, { facts: 'desc' }]],
  ];

  test.each(orders)('is refused as an order as well: %s', async (part, orderBy) => {
    const em = await given(1);

    const opened = em.liveSet(Piece, {}, { orderBy: orderBy as QueryOrderMap<Piece> });

    await expect(opened).rejects.toMatchObject({ part: `orderBy ${part}` });
  });

  test('is the order of texts by any collation but C, which only the catalogue knows', async () => {
    const em = await given(1);

    for (const open of [
      () => em.liveSet(Piece, {}, { orderBy: { name: 'asc' } }),
      () => em.liveSet(Piece, { name: { $gt: 'a' } }),
    ])
      await expect(open()).rejects.toMatchObject({ part: 'the order of name' });

    expect(
      (await em.liveSet(Piece, { name: { $in: ['a'] }, code: { $gt: 'a' } }, { orderBy: { code: 'desc' } }))
        .size,
    ).toBe(0);
  });

  test('is a class with a table in each of several schemas', async () => {
    await expect(db.unit().liveSet(Branch, {})).rejects.toMatchObject({
      entity: 'Branch',
      part: 'its class',
    });
  });

  test('is an option that a set does not have', async () => {
    const em = await given(1);

    for (const option of ['limit', 'offset', 'populate'])
      await expect(em.liveSet(Piece, {}, { [option]: 1 })).rejects.toThrow(LiveSetOptionError);
  });

  test('is what the flush computes, until then', async () => {
    const em = await given(2, 3);
    const set = await many(em);
    const versions = await em.liveSet(Piece, { version: 2 });
    const [two] = set;

    two!.count = increment(1);

    for (const each of [set, versions]) expect(() => each.size).toThrow(UnsettledSetError);
    await set.settled();
    expect(counts(set)).toEqual([3, 3]);
    expect([...versions]).toEqual([two]);
  });

  test('is an edited object whose other values were never loaded', async () => {
    await db.given(piece({ count: 2, open: false }), piece({ count: 3, open: true }));
    const em = db.unit();
    const set = await em.liveSet(Piece, { count: 2, open: true });
    const other = await db.unit().findOneOrFail(Piece, { count: 3 });
    const reference = em.getReference(Piece, other.id);
    expect(set.size).toBe(0);

    reference.count = 2;
    expect(() => [...set]).toThrow(UnsettledSetError);
    await em.flush();
    expect(() => [...set]).toThrow(UnsettledSetError);
    const { statements } = await recordStatements(db.orm, () => set.settled());

    expect(statements).toHaveLength(1);
    expect([...set]).toEqual([reference]);
  });

  test('is not what was only loaded in part, and is as the query said', async () => {
    const em = await given(1, 2);
    const set = await many(em);

    await em.find(Piece, { count: 1 }, { fields: ['hidden'] });

    expect(counts(set)).toEqual([2]);
  });
});

describe('a set that asks again', () => {
  test('is settled by the database, and refuses to be read when something has changed since', async () => {
    const shelf = Object.assign(new Shelf(), { name: 'wood' });
    await db.given(piece({ shelf, name: 'b' }), piece({ shelf, name: 'ä' }), piece({ name: 'a' }));
    const em = db.unit();
    const set = await em.liveSet(
      Piece,
      { shelf: { name: 'wood' } },
      { orderBy: { name: 'asc' }, requery: true },
    );
    const names = () => [...set].map(({ name }) => name);
    expect(names()).toEqual(['ä', 'b']);

    const third = await em.findOneOrFail(Piece, { name: 'a' });
    expect(names).toThrow(UnsettledSetError);
    third.shelf = em.getReference(Shelf, shelf.id);
    expect(await set.settled()).toBe(set);

    expect(names()).toEqual(['a', 'ä', 'b']);
    expect(set.has(third)).toBe(true);
  });

  test('asks nothing when memory decides', async () => {
    const em = await given(1, 2);
    const set = await em.liveSet(Piece, { count: 2 }, { requery: true });

    const { statements } = await recordStatements(db.orm, () => set.settled());

    expect(statements).toEqual([]);
  });

  test('tells its listeners when it is settled', async () => {
    await db.given(piece({ name: 'a' }), piece({ name: 'b' }));
    const em = db.unit();
    const set = await em.liveSet(Piece, { name: { $ilike: 'A' } }, { requery: true });
    const heard = vi.fn<(change: LiveSetChange<Piece>) => void>();
    set.onChange(heard);
    const [a] = set;

    a!.name = 'x';
    await Promise.resolve();
    expect(heard).not.toHaveBeenCalled();
    await set.settled();

    await vi.waitFor(() => expect(heard).toHaveBeenCalledWith({ entered: [], left: [a], moved: [] }));
  });
});

import { beforeEach, expect, test } from 'vitest';
import { recordStatements } from '../../../src/testing/index.ts';
import { counts, many, piece, rolledBack, undone } from './given.ts';
import { Piece, pieceDatabase, Shelf } from './pieces.ts';

const db = pieceDatabase({ pool: { min: 0, max: 1 } });
beforeEach(() => db.rows('delete from piece; delete from shelf'));

test('rows that nobody has loaded enter by the statement that makes them match', async () => {
  await db.given(...[1, 2, 3].map(count => piece({ count })));
  const em = db.unit();
  const set = await many(em);

  const { statements } = await recordStatements(db.orm, () =>
    em.nativeUpdate(Piece, { count: 1 }, { count: 7 }),
  );

  expect(counts(set)).toEqual([2, 3, 7]);
  expect(statements).toHaveLength(1);
  await em.nativeDelete(Piece, { count: 3 });
  expect(counts(set)).toEqual([2, 7]);
});

test('a rollback takes back what statements did', async () => {
  await db.given(...[2, 7].map(count => piece({ count })));
  const em = db.unit();
  const set = await many(em);

  await rolledBack(
    em.transactional(async inner => {
      await inner.nativeUpdate(Piece, {}, { count: 0 });
      expect(counts(set)).toEqual([]);
      await inner.insertMany(Piece, [piece({ count: 9 })]);
      expect(counts(set)).toEqual([9]);
      throw undone;
    }),
  );

  expect(counts(set)).toEqual([2, 7]);
});

test('ON DELETE SET NULL makes objects enter', async () => {
  const shelf = new Shelf();
  await db.given(piece({ shelf, count: 5 }), piece({ count: 6 }));
  const em = db.unit();
  const set = await em.liveSet(Piece, { shelf: null });
  await em.find(Piece, {});
  expect(set.size).toBe(1);

  await em.nativeDelete(Shelf, { id: shelf.id });

  expect(set.size).toBe(2);
});

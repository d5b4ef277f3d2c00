import { describe, expect, test } from 'vitest';
import { recordStatements } from '../../src/testing/index.ts';
import { isolations } from './isolations.ts';
import { lawDatabase } from './law-database.ts';
import { named } from './matrix.ts';
import { allShapes } from './shapes/all-shapes.ts';
import { newRow, StoredRow } from './stored-row.ts';

const db = lawDatabase();

describe.each(named(allShapes))(
  'I4: a lookup by a unique key sees what this unit holds: a row with %s',
  (_, shape) => {
    test('a loaded object', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const object = await row.load(em);

      expect(await em.findOne(shape.type, { tag: row.tag })).toBe(object);
    });

    test('an object that was edited to that key', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const object = await row.load(em);
      object.tag = `renamed ${row.tag}`;

      expect(await em.findOne(shape.type, { tag: object.tag })).toBe(object);
      expect(object.tag).toBe(`renamed ${row.tag}`);
    });

    test('not an object that was edited away from that key', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const object = await row.load(em);
      object.tag = `moved ${row.tag}`;

      expect(await em.findOne(shape.type, { tag: row.tag })).toBeNull();
      expect(object.tag).toBe(`moved ${row.tag}`);
    });

    test('an object that is not flushed yet', async () => {
      const em = db.unit();
      const created = newRow(shape);
      em.persist(created);

      expect(await em.findOne(shape.type, { tag: created.tag })).toBe(created);
    });

    test('not an object that is about to be removed', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      em.remove(await row.load(em));

      expect(await em.findOne(shape.type, { tag: row.tag })).toBeNull();
    });

    test('another object that took the key', async () => {
      const [row, other] = await StoredRow.given(db, shape, 2);
      const em = db.unit();
      const [first, second] = [await row.load(em), await other.load(em)];
      [first.tag, second.tag] = [second.tag, first.tag];

      expect(await em.findOne(shape.type, { tag: row.tag })).toBe(second);
      expect(await em.findOne(shape.type, { tag: other.tag })).toBe(first);
    });

    test.each(isolations)('an edited and a new object, in a transaction that is %s', async isolationLevel => {
      const [row] = await StoredRow.given(db, shape, 1);
      const created = newRow(shape);
      await db.unit().transactional(
        async em => {
          const object = await row.load(em);
          object.tag = `inside ${row.tag}`;
          em.persist(created);

          expect(await em.findOne(shape.type, { tag: object.tag })).toBe(object);
          expect(await em.findOne(shape.type, { tag: created.tag })).toBe(created);
          expect(await em.findOne(shape.type, { tag: row.tag })).toBeNull();
        },
        { isolationLevel },
      );
    });

    test('equal lookups at the same time share one query and one object', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const lookup = () => em.findOne(shape.type, { tag: row.tag });

      const { statements, result } = await recordStatements(db.orm, () =>
        Promise.all([lookup(), lookup(), lookup()]),
      );

      expect(result[0]).not.toBeNull();
      expect(new Set(result).size).toBe(1);
      expect(statements).toHaveLength(1);
    });
  },
);

import { describe, expect, test } from 'vitest';
import { recordStatements } from '../../src/testing/index.ts';
import { errorOf, expectConflict } from './conflicts.ts';
import { imageOf } from './image.ts';
import { lawDatabase } from './law-database.ts';
import { named } from './matrix.ts';
import { findByLabel } from './paths/find.ts';
import { allShapes, everyShape } from './shapes/all-shapes.ts';
import type { Row } from './shapes/row.ts';
import { newRow, StoredRow } from './stored-row.ts';

const db = lawDatabase();
let fresh = 0;

const rekeyed = everyShape.filter(({ rekey }) => rekey);

describe.each(named(rekeyed))(
  'I3: map, memory and row agree after the key was changed: a row with %s',
  (_, shape) => {
    const newKey = (object: Row) => {
      shape.rekey!(object, ++fresh + 500_000);
      return shape.key(object) as never;
    };

    test('the new key leads to the object, the old one to nothing', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const object = await row.load(em);
      const key = newKey(object);
      await em.flush();

      expect(await em.findOne(shape.type, key)).toBe(object);
      expect(em.getReference(shape.type, key)).toBe(object);
      expect(await findByLabel.read(em, row)).toBe(object);
      expect(await em.findOne(shape.type, row.key as never)).toBeNull();
      expect(imageOf(em, object)).toEqual(imageOf(em, await db.unit().findOneOrFail(shape.type, key)));
    });

    test('a later edit and a removal find the row', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const object = await row.load(em);
      newKey(object);
      await em.flush();

      object.other = 5;
      await em.flush();
      expect(await row.raw()).toMatchObject({ other: 5 });
      em.remove(object);
      await em.flush();

      expect(await row.raw()).toBeUndefined();
      expect(await findByLabel.read(em, row)).toBeUndefined();
    });

    test('a removal before the flush deletes the row that was loaded', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const object = await row.load(em);
      newKey(object);
      em.remove(object);

      await em.flush();

      expect(await row.raw()).toBeUndefined();
    });

    test('a read before the flush gives the object, with its new key', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const object = await row.load(em);
      const key = newKey(object);

      expect(await findByLabel.read(em, row)).toBe(object);
      expect(shape.key(object)).toEqual(key);

      await em.flush();
      expect(await em.findOne(shape.type, key)).toBe(object);
    });

    test('a vanished row is a conflict', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const object = await row.load(em);
      const key = newKey(object);
      await row.theyDelete();

      await expectConflict(() => em.flush(), { objects: [object], kind: 'deleted' });

      expect(shape.key(object)).toEqual(key);
    });

    test('a flush that fails leaves the old key in the map and the new one in memory', async () => {
      const [row, taken] = await StoredRow.given(db, shape, 2);
      const em = db.unit();
      const object = await row.load(em);
      const key = newKey(object);
      object.tag = taken.tag;
      await errorOf(() => em.flush());

      expect(em.getReference(shape.type, row.key)).toBe(object);
      expect(shape.key(object)).toEqual(key);
      object.tag = row.tag;
      await em.flush();

      expect(await em.findOne(shape.type, key)).toBe(object);
      expect(await findByLabel.read(db.unit(), row)).toMatchObject({ tag: row.tag });
    });
  },
);

/** A new object with the key and the tag of a row that is stored. */
function twinOf(object: Row, row: StoredRow): Row {
  const twin = newRow(row.shape);
  for (const name of Object.keys(row.keyData)) Reflect.set(twin, name, Reflect.get(object, name));
  twin.tag = row.tag;
  return twin;
}

describe.each(named(allShapes))(
  'I3: a row removed and created again under its key: a row with %s',
  (_, shape) => {
    test('in one flush: the new object is the row, whose version continues', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const object = await row.load(em);
      const before = await row.version();
      const twin = twinOf(object, row);
      twin.other = 5;
      em.remove(object).persist(twin);

      await em.flush();

      expect(await row.raw()).toMatchObject({ other: 5 });
      if (shape.versioned) expect(await row.version()).toBeGreaterThan(before);
      expect(await em.findOne(shape.type, row.key as never)).toBe(twin);
      expect(imageOf(em, twin)).toMatchObject({ other: 5, tag: row.tag });
      expect(imageOf(em, twin)['version']).toBe((await row.raw())?.['version']);
      const { statements } = await recordStatements(db.orm, () => em.flush());
      expect(statements).toEqual([]);
    });

    test.runIf(shape.versioned)(
      'in one flush, of a row that another session changed: a conflict',
      async () => {
        const [row] = await StoredRow.given(db, shape, 1);
        const em = db.unit();
        const object = await row.load(em);
        em.remove(object).persist(twinOf(object, row));
        await row.theyChange();
        const theirs = await row.raw();

        await expectConflict(() => em.flush(), { objects: [object] });

        expect(await row.raw()).toEqual(theirs);
      },
    );

    test('in two flushes: the new object is the row', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const object = await row.load(em);
      await em.remove(object).flush();
      const twin = twinOf(object, row);
      await em.persist(twin).flush();

      expect(await em.findOne(shape.type, row.key as never)).toBe(twin);
      expect(await em.findOne(shape.type, { label: twin.label })).toBe(twin);
    });

    test('em.create with the key of a loaded row assigns to the loaded object', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const object = await row.load(em);

      const created = em.create(shape.type, {
        ...row.keyData,
        tag: row.tag,
        label: row.tag,
        other: 5,
      } as never);

      expect(created).toBe(object);
      expect(object.other).toBe(5);
      await em.flush();
      expect(await row.raw()).toMatchObject({ other: 5 });
    });
  },
);

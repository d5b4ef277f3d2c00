import { describe, expect, test } from 'vitest';
import { imageOf } from './image.ts';
import { lawDatabase } from './law-database.ts';
import { named } from './matrix.ts';
import { pins } from './pins.ts';
import { everyShape } from './shapes/all-shapes.ts';
import type { Shape } from './shapes/shape.ts';
import { StoredRow } from './stored-row.ts';

const db = lawDatabase();
const oddShapes = everyShape.filter(({ oddKeys }) => oddKeys);

/** A stored row and the other spellings of its key. */
async function given(shape: Shape) {
  const [row] = await StoredRow.given(db, shape, 1);
  return { row, odd: shape.oddKeys!(await row.load(db.unit())) as never[] };
}

describe.each(named(oddShapes))('I2: two keys are one when PostgreSQL says so: a row with %s', (_, shape) => {
  test('findOne with another spelling gives the loaded object', async () => {
    const { row, odd } = await given(shape);
    const em = db.unit();
    const object = await row.load(em);

    for (const key of odd) expect(await em.findOne(shape.type, key)).toBe(object);
  });

  test('a reference with another spelling is the loaded object', async () => {
    const { row, odd } = await given(shape);
    const em = db.unit();
    const object = await row.load(em);

    for (const key of odd) expect(em.getReference(shape.type, key)).toBe(object);
  });

  test('a reference that was made with another spelling becomes the loaded object, with the stored key', async () => {
    const { row, odd } = await given(shape);
    for (const key of odd) {
      const em = db.unit();
      const reference = em.getReference(shape.type, key);

      expect(await row.load(em)).toBe(reference);
      expect(imageOf(em, reference)).toEqual(await row.fresh());
      await em.flush();
    }
  });

  test('an object that was loaded with another spelling is the object of its row', async () => {
    const { row, odd } = await given(shape);
    for (const key of odd) {
      const em = db.unit();
      const object = await em.findOneOrFail(shape.type, key);

      expect(await row.load(em)).toBe(object);
      expect(imageOf(em, object)).toEqual(await row.fresh());
    }
  });

  test('a relation that was set with another spelling leads to the loaded object', async () => {
    const { row, odd } = await given(shape);
    for (const key of odd) {
      const em = db.unit();
      const object = await row.load(em);
      const pin = em.create(pins.get(shape)!, { row: key });

      expect(pin.row).toBe(object);
      await em.flush();
      expect(pin.row).toBe(object);
    }
  });

  test('an upsert with another spelling gives the loaded object', async () => {
    const { row, odd } = await given(shape);
    const em = db.unit();
    const object = await row.load(em);
    const { primaryKeys } = em.getMetadata(shape.type);
    for (const key of odd) {
      const values = primaryKeys.length === 1 ? [key] : (key as unknown[]);
      const keyData = Object.fromEntries(primaryKeys.map((name, index) => [name, values[index]]));
      const data = { ...keyData, tag: row.tag, label: row.tag, note: 'upserted' };

      expect(await em.upsert(shape.type, data, { onConflictMergeFields: ['note'] })).toBe(object);
    }
    expect(object.note).toBe('upserted');
  });

  test('an edit through another spelling is stored once', async () => {
    const { row, odd } = await given(shape);
    const em = db.unit();
    const object = await row.load(em);
    const last = odd.length + 40;
    odd.forEach((key, index) => (em.getReference(shape.type, key).other = index + 41));

    await em.flush();

    expect(object.other).toBe(last);
    expect(await row.raw()).toMatchObject({ other: last });
  });
});

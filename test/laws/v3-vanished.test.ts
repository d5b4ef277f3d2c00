import { describe, expect, test } from 'vitest';
import { type EntityManager } from '../../src/index.ts';
import { expectConflict } from './conflicts.ts';
import { imageOf } from './image.ts';
import { isolations } from './isolations.ts';
import { lawDatabase } from './law-database.ts';
import { named } from './matrix.ts';
import { findByLabel } from './paths/find.ts';
import { allShapes } from './shapes/all-shapes.ts';
import type { Row } from './shapes/row.ts';
import type { Shape } from './shapes/shape.ts';
import { StoredRow } from './stored-row.ts';

const db = lawDatabase();

/** Three loaded rows; the second one is what the law is about. */
async function three(shape: Shape, em: EntityManager) {
  const rows = await StoredRow.given(db, shape, 3);
  const objects: Row[] = [];
  for (const row of rows) objects.push(await row.load(em));
  return { rows, objects, gone: rows[1], conflicting: objects[1]! };
}

describe.each(named(allShapes))('V3: a vanished row is a conflict: a row with %s', (_, shape) => {
  test('an edit', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    const object = await row.load(em);
    shape.change(object);
    const mine = imageOf(em, object);
    await row.theyDelete();

    await expectConflict(() => em.flush(), { objects: [object], kind: 'deleted' });

    expect(imageOf(em, object)).toEqual(mine);
    expect(await row.raw()).toBeUndefined();
  });

  test('a removal', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    const object = await row.load(em);
    em.remove(object);
    await row.theyDelete();

    await expectConflict(() => em.flush(), { objects: [object], kind: 'deleted' });

    expect(await row.raw()).toBeUndefined();
  });

  test('one of three edits: the others are not stored', async () => {
    const em = db.unit();
    const { rows, objects, gone, conflicting } = await three(shape, em);
    const before = [await rows[0].raw(), undefined, await rows[2].raw()];
    objects.forEach(object => shape.change(object));
    await gone.theyDelete();

    await expectConflict(() => em.flush(), { objects: [conflicting], kind: 'deleted' });

    expect(await Promise.all(rows.map(row => row.raw()))).toEqual(before);
  });

  test('one of three removals: the others are not removed', async () => {
    const em = db.unit();
    const { rows, objects, gone, conflicting } = await three(shape, em);
    objects.forEach(object => em.remove(object));
    await gone.theyDelete();

    await expectConflict(() => em.flush(), { objects: [conflicting], kind: 'deleted' });

    expect(await rows[0].raw()).toBeDefined();
    expect(await rows[2].raw()).toBeDefined();
  });

  test('an edit, refreshed: null is returned, the edit stays, the flush is a conflict', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    const object = await row.load(em);
    shape.change(object);
    const mine = imageOf(em, object);
    await row.theyDelete();

    expect(await em.refresh(object)).toBeNull();

    expect(imageOf(em, object)).toEqual(mine);
    await expectConflict(() => em.flush(), { objects: [object], kind: 'deleted' });
  });

  test('an object without edits, refreshed: it leaves the unit', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    const object = await row.load(em);
    await row.theyDelete();

    expect(await em.refresh(object)).toBeNull();

    expect(await findByLabel.read(em, row)).toBeUndefined();
    await em.flush();
  });

  test.each(isolations)('an edit, in a transaction that is %s', async isolationLevel => {
    const [row] = await StoredRow.given(db, shape, 1);
    const unit = db.unit();
    const object = await row.load(unit);
    await row.theyDelete();

    const conflict = () => unit.transactional(() => shape.change(object), { isolationLevel });

    await expectConflict(conflict, { objects: [object], kind: 'deleted' });

    expect(await row.raw()).toBeUndefined();
  });

  test('an edit of a reference that was never loaded', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    const reference = em.getReference(shape.type, row.key);
    reference.other = 5;
    await row.theyDelete();

    await expectConflict(() => em.flush(), { objects: [reference], kind: 'deleted' });

    expect(reference.other).toBe(5);
  });

  test('the removal of a reference that was never loaded is none', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    em.remove(em.getReference(shape.type, row.key));
    await row.theyDelete();

    await em.flush();

    expect(await findByLabel.read(em, row)).toBeUndefined();
  });
});

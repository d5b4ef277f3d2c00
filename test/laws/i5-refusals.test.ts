import { describe, expect, test } from 'vitest';
import { errorOf } from './conflicts.ts';
import { imageOf } from './image.ts';
import { isolations } from './isolations.ts';
import { lawDatabase } from './law-database.ts';
import { named } from './matrix.ts';
import { pins } from './pins.ts';
import { allShapes } from './shapes/all-shapes.ts';
import { bytes } from './shapes/bytes.ts';
import { dates } from './shapes/dates.ts';
import type { Row } from './shapes/row.ts';
import type { Shape } from './shapes/shape.ts';
import { newRow, StoredRow } from './stored-row.ts';

const db = lawDatabase();

/** Expects a typed refusal that names what it refuses. */
async function expectRefusal(
  body: () => Promise<unknown>,
  name: 'DetachedObjectError' | 'ForeignObjectError',
  object: Row,
): Promise<void> {
  const error = await errorOf(body);
  expect(error).toMatchObject({ name, code: expect.stringMatching(/^SELFSAME_/) });
  expect(error).toMatchObject({ entityName: object.constructor.name });
  expect((error as { key?: unknown }).key).toBeDefined();
}

/** An object that its unit has let go of. */
async function detached(shape: Shape) {
  const [row] = await StoredRow.given(db, shape, 1);
  const em = db.unit();
  const object = await row.load(em);
  em.clear();
  return { em, row, object };
}

describe.each(named(allShapes))('I5: an edit is stored or refused, never lost: a row with %s', (_, shape) => {
  test('of an object that em.clear() detached', async () => {
    const { em, row, object } = await detached(shape);
    const before = await row.raw();
    shape.change(object);

    await expectRefusal(() => em.flush(), 'DetachedObjectError', object);

    expect(await row.raw()).toEqual(before);
  });

  test('em.clear() itself gives up the edits that are pending, as it says', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    shape.change(await row.load(em));
    const before = await row.raw();
    em.clear();

    await em.flush();

    expect(await row.raw()).toEqual(before);
  });

  test('a detached object without edits does not keep the unit from flushing', async () => {
    const { em, row } = await detached(shape);
    const again = await row.load(em);
    again.other = 5;

    await em.flush();

    expect(await row.raw()).toMatchObject({ other: 5 });
  });

  test('of a detached object that is persisted', async () => {
    const { em, row, object } = await detached(shape);
    const before = await row.raw();
    shape.change(object);

    await expectRefusal(async () => em.persist(object).flush(), 'DetachedObjectError', object);

    expect(await row.raw()).toEqual(before);
  });

  test('of a detached object that em.merge takes back is stored', async () => {
    const { em, row, object } = await detached(shape);
    expect(em.merge(object)).toBe(object);
    shape.change(object);
    const mine = imageOf(em, object)[shape.field];

    await em.flush();

    expect((await row.fresh())[shape.field]).toEqual(mine);
  });

  test('of an object that another unit persists', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const [home, other] = [db.unit(), db.unit()];
    const object = await row.load(home);
    shape.change(object);
    const mine = imageOf(home, object)[shape.field];

    await expectRefusal(async () => other.persist(object).flush(), 'ForeignObjectError', object);

    await home.flush();
    expect((await row.fresh())[shape.field]).toEqual(mine);
  });

  test('of an object that another unit removes', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const [home, other] = [db.unit(), db.unit()];
    const object = await row.load(home);

    await expectRefusal(async () => other.remove(object).flush(), 'ForeignObjectError', object);

    expect(await row.raw()).toBeDefined();
  });

  test('a relation of a new object to an object of another unit', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const [home, other] = [db.unit(), db.unit()];
    const object = await row.load(home);
    const refused = async () => {
      other.create(pins.get(shape)!, { row: object as never });
      await other.flush();
    };

    await expectRefusal(refused, 'ForeignObjectError', object);

    expect(await db.unit().count(pins.get(shape)!, { row: row.key })).toBe(1);
  });

  test('a relation of a loaded object to an object of another unit', async () => {
    const [row, mate] = await StoredRow.given(db, shape, 2);
    const [home, other] = [db.unit(), db.unit()];
    const object = await row.load(home);
    const pin = await other.findOneOrFail(pins.get(shape)!, { tag: mate.tag });
    pin.row = object;

    await expectRefusal(() => other.flush(), 'ForeignObjectError', object);

    expect(await db.unit().count(pins.get(shape)!, { row: mate.key })).toBe(1);
  });

  test.each(isolations)(
    'of an object that another unit persists, in a transaction that is %s',
    async level => {
      const [row] = await StoredRow.given(db, shape, 1);
      const object = await row.load(db.unit());
      const created = newRow(shape);
      const refused = () =>
        db.unit().transactional(async em => void em.persist([created, object]), { isolationLevel: level });

      await expectRefusal(refused, 'ForeignObjectError', object);

      expect(await db.unit().findOne(shape.type, { tag: created.tag })).toBeNull();
    },
  );

  test('an object of the unit itself may be persisted again, also in its transaction', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const unit = db.unit();
    const object = await row.load(unit);
    object.other = 5;

    await unit.transactional(async em => void em.persist(object));

    expect(await row.raw()).toMatchObject({ other: 5 });
  });
});

describe('I5: a value that is changed in place is an edit', () => {
  const inPlace: [name: string, shape: Shape, change: (row: Row) => void][] = [
    ['a date', dates, row => void (Reflect.get(row, 'startsAt') as Date).setUTCFullYear(2031)],
    ['bytes', bytes, row => void ((Reflect.get(row, 'data') as Uint8Array)[0] = 9)],
  ];

  test.each(inPlace)('%s', async (_, shape, change) => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    const object = await row.load(em);
    change(object);
    const mine = imageOf(em, object)[shape.field];

    await em.flush();

    expect((await row.fresh())[shape.field]).toEqual(mine);
  });
});

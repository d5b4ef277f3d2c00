import { expect, test } from 'vitest';
import { BulkWriteError, helper } from '../../../src/index.ts';
import { bulkDatabase, Pass } from './tables.ts';
import { Course, Left, Pupil, Right, Seating, Truck } from './untold-tables.ts';

const db = bulkDatabase();
const isGone = (object: object) => !helper(object).__managed;

// What one statement cannot tell is read again.

test('cascades that go in a circle of several tables', async () => {
  const left = new Left();
  const right = new Right(left);
  const low = new Left();
  low.right = right;
  const stays = new Right(null);
  await db.given(left, right, low, stays);
  const em = db.unit();
  const [loaded, lower, other] = [
    await em.findOneOrFail(Right, right.id),
    await em.findOneOrFail(Left, low.id),
    await em.findOneOrFail(Right, stays.id),
  ];

  expect(await em.deleteWhere(Left, { id: left.id })).toBe(1);

  expect([isGone(loaded), isGone(lower), isGone(other)]).toEqual([true, true, false]);
});

test('the collections over a pivot entity, and a rollback brings them back', async () => {
  const [course, one, two] = [new Course(), new Pupil(), new Pupil()];
  await db.given(course, one, two);
  await db.given(new Seating(course, one));
  const em = db.unit();
  const loaded = await em.findOneOrFail(Course, course.id, { populate: ['pupils'] });
  const pupil = await em.findOneOrFail(Pupil, two.id, { populate: ['courses'] });

  await em.insertMany(Seating, [{ course: course.id, pupil: two.id }]);
  expect(loaded.pupils.getItems().map(({ id }) => id)).toEqual([one.id, two.id]);
  expect([...pupil.courses]).toEqual([loaded]);

  await em
    .transactional(async inner => {
      await inner.deleteWhere(Seating, { course: course.id, pupil: two.id });
      expect(loaded.pupils.getItems().map(({ id }) => id)).toEqual([one.id]);
      expect([...pupil.courses]).toEqual([]);
      throw new Error('no');
    })
    .catch(() => undefined);
  expect(loaded.pupils.getItems().map(({ id }) => id)).toEqual([one.id, two.id]);
  expect([...pupil.courses]).toEqual([loaded]);
});

test('rows that get another key: the object of the old one leaves', async () => {
  const pass = new Pass();
  await db.given(pass);
  const em = db.unit();
  const loaded = await em.findOneOrFail(Pass, pass.id);

  await em.nativeUpdate(Pass, { id: pass.id }, { id: pass.id + 1000 });

  expect(isGone(loaded)).toBe(true);
  expect(await em.findOneOrFail(Pass, pass.id + 1000)).not.toBe(loaded);
});

test('rows in several tables, by methods of MikroORM; those of Selfsame are refused', async () => {
  const truck = new Truck();
  await db.given(truck);
  const em = db.unit();
  const loaded = await em.findOneOrFail(Truck, truck.id);

  await em.nativeUpdate(Truck, { id: truck.id }, { load: 7 });
  expect(loaded.load).toBe(7);
  await expect(em.updateWhere(Truck, { id: truck.id }, { load: 8 })).rejects.toThrow(BulkWriteError);
  await expect(em.deleteWhere(Truck, { id: truck.id })).rejects.toThrow(BulkWriteError);
  await em.nativeDelete(Truck, { id: truck.id });
  expect(isGone(loaded)).toBe(true);
});

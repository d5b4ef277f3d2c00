import { describe, expect, test } from 'vitest';
import { isolations } from './isolations.ts';
import { lawDatabase } from './law-database.ts';
import { named, skipGap } from './matrix.ts';
import { allPaths } from './paths.ts';
import { findByLabel } from './paths/find.ts';
import { allShapes, shapesByKey } from './shapes/all-shapes.ts';
import { compositeKeyWithRelation } from './shapes/composite-key-with-relation.ts';
import { plain } from './shapes/plain.ts';
import { newRow, StoredRow } from './stored-row.ts';

const db = lawDatabase();

describe.each(named(allShapes))('I1: a loaded row is one object on every path: a row with %s', (_, shape) => {
  test.for(allPaths)('$name', async (path, context) => {
    skipGap(context, { shape, path });
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    const object = await row.load(em);

    const found = await path.read(em, row);

    expect(found === object).toBe(true);
    expect((await row.load(em)) === object).toBe(true);
  });
});

describe.each(named(shapesByKey))('I1: a row that a path loads first: a row with %s', (_, shape) => {
  test.for(allPaths)('$name', async (path, context) => {
    skipGap(context, { shape, path });
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();

    const found = await path.read(em, row);

    expect(found).toBeTypeOf('object');
    expect((await row.load(em)) === found).toBe(true);
    expect((await findByLabel.read(em, row)) === found).toBe(true);
  });
});

describe.each(isolations)(
  'I1: in a transaction that is %s, in a savepoint, and after them',
  isolationLevel => {
    describe.each(named([plain, compositeKeyWithRelation]))('a row with %s', (_, shape) => {
      test.for(allPaths)('$name', async (path, context) => {
        skipGap(context, { shape, path });
        const [row] = await StoredRow.given(db, shape, 1);
        const unit = db.unit();
        const object = await row.load(unit);

        await unit.transactional(
          async outer => {
            expect((await path.read(outer, row)) === object).toBe(true);
            await outer.transactional(async inner =>
              expect((await path.read(inner, row)) === object).toBe(true),
            );
          },
          { isolationLevel },
        );

        expect((await path.read(unit, row)) === object).toBe(true);
      });
    });
  },
);

describe.each(named(allShapes))('I1: a row with %s', (_, shape) => {
  test('that a transaction loads first is the same object outside', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const unit = db.unit();

    const object = await unit.transactional(em => row.load(em));

    expect(await row.load(unit)).toBe(object);
  });

  test('is the same object after a rollback, of a transaction and of a savepoint', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const unit = db.unit();
    const object = await row.load(unit);
    const failure = new Error('rolled back');

    await unit.transactional(async outer => {
      await outer.transactional(() => Promise.reject(failure)).catch(() => undefined);
      expect(await row.load(outer)).toBe(object);
    });
    await unit.transactional(() => Promise.reject(failure)).catch(() => undefined);

    expect(await row.load(unit)).toBe(object);
    expect(await findByLabel.read(unit, row)).toBe(object);
  });

  test('that was just inserted is the object that was persisted', async () => {
    const em = db.unit();
    const created = newRow(shape);

    await em.persist(created).flush();

    expect(await em.findOne(shape.type, shape.key(created) as never)).toBe(created);
    expect(await em.findOne(shape.type, { label: created.tag })).toBe(created);
    expect(em.getReference(shape.type, shape.key(created) as never)).toBe(created);
  });
});

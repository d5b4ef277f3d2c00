import { describe, expect, test } from 'vitest';
import { recordStatements } from '../../src/testing/index.ts';
import { gapOf } from './gaps.ts';
import { imageOf, storedImageOf, withoutFormulas } from './image.ts';
import { lawDatabase } from './law-database.ts';
import { named, skipGap } from './matrix.ts';
import { allPaths } from './paths.ts';
import { allShapes } from './shapes/all-shapes.ts';
import type { Row } from './shapes/row.ts';
import { newRow, StoredRow } from './stored-row.ts';

const db = lawDatabase();

async function sentBy(flush: () => Promise<unknown>): Promise<string[]> {
  return (await recordStatements(db.orm, flush)).statements.map(({ sql }) => sql);
}

describe.each(named(allShapes))(
  'V4: the flush after a first read sends nothing: a row with %s',
  (_, shape) => {
    test.for(allPaths)('$name', async (path, context) => {
      skipGap(context, { shape, path });
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();

      await path.read(em, row);

      expect(await sentBy(() => em.flush())).toEqual([]);
    });
  },
);

describe.each(named(allShapes))('V4: a row with %s', (_, shape) => {
  test('the flush after reads on all paths sends nothing', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    for (const path of allPaths) if (!gapOf(shape, path)) await path.read(em, row);

    expect(await sentBy(() => em.flush())).toEqual([]);
  });

  test('a second flush sends nothing', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    shape.change(await row.load(em));
    await em.flush();

    expect(await sentBy(() => em.flush())).toEqual([]);
  });

  test('the flush after an edit that was taken back sends nothing', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    const object = await row.load(em);
    object.other = 5;
    object.other = 0;

    expect(await sentBy(() => em.flush())).toEqual([]);
  });

  test.for([1, 3])(
    'an edit while a flush of rows is in flight, %s of them, is kept for the next',
    async count => {
      const rows: StoredRow[] = await StoredRow.given(db, shape, count);
      const em = db.unit();
      const objects: Row[] = [];
      for (const row of rows) objects.push(await row.load(em));
      const [row, object] = [rows.at(-1)!, objects.at(-1)!];
      objects.forEach(each => shape.change(each));
      const mine = imageOf(em, object)[shape.field];

      await row.heldDuring(
        () => em.flush(),
        () => void (object.other = 555),
      );
      expect(object.other).toBe(555);
      expect(await row.raw()).toMatchObject({ other: 0 });
      await em.flush();

      const stored = await row.fresh();
      expect(stored).toMatchObject({ other: 555, [shape.field]: mine });
      expect(storedImageOf(em, object)).toEqual(withoutFormulas(em, object, stored));
    },
  );

  test('what is persisted and removed while a flush is in flight is kept for the next', async () => {
    const [held, removed] = await StoredRow.given(db, shape, 2);
    const em = db.unit();
    const [object, goner] = [await held.load(em), await removed.load(em)];
    const created = newRow(shape);
    shape.change(object);

    await held.heldDuring(
      () => em.flush(),
      () => void em.persist(created).remove(goner),
    );

    await em.flush();
    expect(await removed.raw()).toBeUndefined();
    expect(await db.unit().findOne(shape.type, { tag: created.tag })).not.toBeNull();
  });
});

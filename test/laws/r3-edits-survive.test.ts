import { describe, expect, test } from 'vitest';
import { type EntityManager, FlushMode } from '../../src/index.ts';
import { imageOf, storedImageOf, withoutFormulas, writtenImageOf } from './image.ts';
import { isolations } from './isolations.ts';
import { lawDatabase } from './law-database.ts';
import { cellsIn, named, skipGap } from './matrix.ts';
import type { Path } from './path.ts';
import { allPaths } from './paths.ts';
import { upsertMerging } from './paths/upserts.ts';
import { allShapes, fewShapes } from './shapes/all-shapes.ts';
import type { Row } from './shapes/row.ts';
import { StoredRow } from './stored-row.ts';

const db = lawDatabase();

/** Expects the row, and the object, to be what `mine` was before the read. */
async function expectStored(em: EntityManager, object: Row, row: StoredRow, mine: unknown): Promise<void> {
  const { field } = row.shape;
  const stored = await row.fresh();
  expect(stored[field]).toEqual(mine);
  expect(storedImageOf(em, object)).toEqual(withoutFormulas(em, object, stored));
}

/** Why the law is silent: the path is no mere read. */
const whenWriting = ({ writes }: Path) =>
  writes ? 'it writes the row; what that does to an edit is tested below' : undefined;

describe.each(named(allShapes))('R3: an edit survives a read, and is stored: a row with %s', (_, shape) => {
  test.for(allPaths)('$name', async (path, context) => {
    skipGap(context, { shape, path }, whenWriting(path));
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    const object = await row.load(em);
    shape.change(object);
    const mine = writtenImageOf(em, object);

    await path.read(em, row);
    expect(writtenImageOf(em, object)).toEqual(mine);

    await em.flush();
    await expectStored(em, object, row, mine[shape.field]);
  });
});

describe.each(named(fewShapes))(
  'R3: an edit of another field, or to NULL, survives: a row with %s',
  (_, shape) => {
    test.for(allPaths)('$name', async (path, context) => {
      skipGap(context, { shape, path }, whenWriting(path));
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const object = await row.load(em);
      const before = await row.raw();
      Object.assign(object, { other: 5, note: null });

      await path.read(em, row);
      expect(object).toMatchObject({ other: 5, note: null });

      await em.flush();
      const version = shape.versioned ? { version: expect.any(Number) } : {};
      expect(await row.raw()).toEqual({ ...before, other: 5, note: null, ...version });
    });
  },
);

const modes = isolations.flatMap(isolationLevel =>
  [FlushMode.AUTO, FlushMode.COMMIT].map(flushMode => ({ isolationLevel, flushMode })),
);

describe.each(modes)(
  'R3: in a transaction that is $isolationLevel, flush mode $flushMode',
  ({ isolationLevel, flushMode }) => {
    test.for(cellsIn(isolationLevel))(
      'a row with $shape.name: $path.name',
      async ({ shape, path }, context) => {
        skipGap(context, { shape, path }, whenWriting(path));
        const [row] = await StoredRow.given(db, shape, 1);
        const unit = db.unit();
        const object = await row.load(unit);
        shape.change(object);
        const mine = imageOf(unit, object)[shape.field];

        await unit.transactional(
          async em => {
            await path.read(em, row);
            expect(imageOf(em, object)[shape.field]).toEqual(mine);
          },
          { isolationLevel, flushMode },
        );

        await expectStored(unit, object, row, mine);
      },
    );
  },
);

describe.each(named(allShapes))("R3: an upsert of the unit's own row: a row with %s", (_, shape) => {
  test('neither loses an edit nor puts it in conflict', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    const object = await row.load(em);
    shape.change(object);
    const mine = imageOf(em, object)[shape.field];

    await upsertMerging.read(em, row);
    expect(imageOf(em, object)[shape.field]).toEqual(mine);
    expect(object.note).toBe('upserted');

    await em.flush();
    await expectStored(em, object, row, mine);
  });
});

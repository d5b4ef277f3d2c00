import { describe, expect, test } from 'vitest';
import { type EntityManager } from '../../src/index.ts';
import { recordStatements } from '../../src/testing/index.ts';
import { type Image, imageOf } from './image.ts';
import { isolations } from './isolations.ts';
import { lawDatabase } from './law-database.ts';
import { cellsIn, named, skipGap } from './matrix.ts';
import type { Path } from './path.ts';
import { allPaths } from './paths.ts';
import { allShapes } from './shapes/all-shapes.ts';
import type { Row } from './shapes/row.ts';
import type { Shape } from './shapes/shape.ts';
import { StoredRow } from './stored-row.ts';

const db = lawDatabase();

const seesTheField = ({ sees }: Path) => sees === 'the row' || sees === 'its field';

const sawTheNote = ({ sees, writes, isSynchronous }: Path) =>
  (sees !== 'nothing' && !isSynchronous) || (writes ?? false);

/** Expects `object` to equal one version of its row: the newest one, when the path saw something of it. */
async function expectOneVersion(
  em: EntityManager,
  object: Row,
  row: StoredRow,
  { before, sawIt }: { before: Image; sawIt: boolean },
): Promise<void> {
  const newest = await row.fresh();
  const image = imageOf(em, object);
  if (sawIt) expect(image).toEqual(newest);
  else expect([before, newest]).toContainEqual(image);
}

/** A row that another session changes, as `theyWrite` says, between its load and its read on a path. */
async function reread(shape: Shape, path: Path, theyWrite: (row: StoredRow) => Promise<void>) {
  const [row] = await StoredRow.given(db, shape, 1);
  const em = db.unit();
  const object = await row.load(em);
  const before = imageOf(em, object);
  await theyWrite(row);

  await path.read(em, row);

  return { em, object, row, before };
}

/** What a flush sends that has nothing to do. */
async function sentByFlush(em: EntityManager): Promise<string[]> {
  const { statements } = await recordStatements(db.orm, () => em.flush());
  return statements.map(({ sql }) => sql);
}

describe.each(named(allShapes))(
  'R2: a clean object equals one version of its row: a row with %s',
  (_, shape) => {
    test.for(allPaths)('after a change: $name', async (path, context) => {
      skipGap(context, { shape, path });

      const { em, object, row, before } = await reread(shape, path, given => given.theyChange());

      await expectOneVersion(em, object, row, {
        before,
        sawIt: seesTheField(path) || (path.writes ?? false),
      });
      expect(await sentByFlush(em)).toEqual([]);
    });

    test.for(allPaths)('after values became NULL: $name', async (path, context) => {
      skipGap(context, { shape, path });

      const { em, object, row, before } = await reread(shape, path, given => given.theyClear());

      // The note, which every path that asks for something asks for, is NULL too.
      await expectOneVersion(em, object, row, {
        before,
        sawIt: sawTheNote(path),
      });
      expect(await sentByFlush(em)).toEqual([]);
    });
  },
);

describe.each(isolations)('R2: in a transaction that is %s', isolationLevel => {
  test.for(cellsIn(isolationLevel))(
    'a row with $shape.name: $path.name',
    async ({ shape, path }, context) => {
      skipGap(context, { shape, path });
      const [row] = await StoredRow.given(db, shape, 1);
      const unit = db.unit();
      const object = await row.load(unit);
      const before = imageOf(unit, object);
      await row.theyChange();

      await unit.transactional(em => path.read(em, row), { isolationLevel });

      await expectOneVersion(unit, object, row, { before, sawIt: seesTheField(path) });
      expect(await sentByFlush(unit)).toEqual([]);
    },
  );
});

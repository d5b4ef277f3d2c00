import { describe, expect, test } from 'vitest';
import { type EntityManager, FlushMode } from '../../src/index.ts';
import { expectConflict } from './conflicts.ts';
import { imageOf } from './image.ts';
import { isolations, keepsSnapshot } from './isolations.ts';
import { lawDatabase } from './law-database.ts';
import { cellsIn, named, skipGap } from './matrix.ts';
import type { Path } from './path.ts';
import { allPaths } from './paths.ts';
import { findByLabel } from './paths/find.ts';
import { allShapes } from './shapes/all-shapes.ts';
import { plain } from './shapes/plain.ts';
import type { Row } from './shapes/row.ts';
import type { Shape } from './shapes/shape.ts';
import { StoredRow } from './stored-row.ts';

const db = lawDatabase();

/** Without a version, what was not read of a row before the edit is stored cannot be known to have changed. */
function unseen({ versioned }: Shape, { sees, flushes }: Path, flushMode?: FlushMode): string | undefined {
  if (versioned) return undefined;
  if (flushes === 'before' || flushMode === FlushMode.AUTO) return 'no version, and stored before it is read';
  return sees === 'the row' || sees === 'its field' ? undefined : 'no version, and the field is not read';
}

interface Edited {
  readonly em: EntityManager;
  readonly row: StoredRow;
  readonly object: Row;
}

/** An object that is edited in a unit of its own while another session changes its row. */
async function edited(shape: Shape): Promise<Edited> {
  const [row] = await StoredRow.given(db, shape, 1);
  const em = db.unit();
  const object = await row.load(em);
  shape.change(object);
  await row.theyChange();
  return { em, row, object };
}

/** Expects `body` to end in a conflict that leaves mine in memory. Returns what is stored of theirs. */
async function expectConflictWithTheirs(
  { em, row, object }: Edited,
  { writes }: Path,
  body: () => Promise<unknown>,
): Promise<unknown> {
  const { field } = row.shape;
  const mine = imageOf(em, object)[field];
  const theirs = await row.raw();

  await expectConflict(body, { objects: [object] });

  expect(imageOf(em, object)[field]).toEqual(mine);
  // What an upsert writes is its own; the special field is not.
  return writes ? { ...theirs, note: expect.anything(), version: expect.anything() } : theirs;
}

describe.each(named(allShapes))('R1: no read moves the base under an edit: a row with %s', (_, shape) => {
  test.for(allPaths)('$name', async (path, context) => {
    skipGap(context, { shape, path }, unseen(shape, path));
    const unit = await edited(shape);
    let wasRead = path.flushes !== undefined;

    const theirs = await expectConflictWithTheirs(unit, path, async () => {
      await path.read(unit.em, unit.row);
      wasRead = true;
      await unit.em.flush();
    });

    expect(await unit.row.raw()).toEqual(theirs);
    expect(wasRead, 'a mere read was refused').toBe(true);
  });
});

describe.each(isolations)('R1: in a transaction that is %s', isolationLevel => {
  describe.each([FlushMode.AUTO, FlushMode.COMMIT])('an edit made before it, flush mode %s', flushMode => {
    test.for(cellsIn(isolationLevel))(
      'a row with $shape.name: $path.name',
      async ({ shape, path }, context) => {
        skipGap(context, { shape, path }, unseen(shape, path, flushMode));
        const unit = await edited(shape);

        const theirs = await expectConflictWithTheirs(unit, path, () =>
          unit.em.transactional(em => path.read(em, unit.row), { isolationLevel, flushMode }),
        );

        // The rollback takes back what the path wrote.
        expect(await unit.row.raw()).toEqual(theirs);
      },
    );
  });

  describe('an edit made in it, of a row that another session changes meanwhile', () => {
    test.for(cellsIn(isolationLevel))(
      'a row with $shape.name: $path.name',
      async ({ shape, path }, context) => {
        skipGap(context, { shape, path }, unseen(shape, path));
        const [row] = await StoredRow.given(db, shape, 1);
        let object: Row | undefined;

        const conflict = () =>
          db.unit().transactional(
            async em => {
              object = await row.load(em);
              shape.change(object);
              await row.theyChange();
              await path.read(em, row);
            },
            { isolationLevel, flushMode: FlushMode.COMMIT },
          );

        await expectConflict(conflict, {
          objects: () => [object!],
          orSerialization: keepsSnapshot(isolationLevel),
        });
        expect(await row.raw()).toMatchObject({ other: 77 });
      },
    );
  });
});

test('R1: the newer row is a conflict too when the transaction that read it was rolled back', async () => {
  const unit = await edited(plain);
  const failure = new Error('rolled back');
  const read = (em: EntityManager) => findByLabel.read(em, unit.row).then(() => Promise.reject(failure));
  await unit.em.transactional(read, { flushMode: FlushMode.COMMIT }).catch(() => undefined);

  const theirs = await expectConflictWithTheirs(unit, findByLabel, () => unit.em.flush());

  expect(await unit.row.raw()).toEqual(theirs);
});

describe('R1: reading twice, on two paths, moves nothing either', () => {
  const mereReads = allPaths.filter(({ flushes, writes }) => !flushes && !writes);

  test.for(mereReads)('$name, and find', async path => {
    const unit = await edited(plain);

    const theirs = await expectConflictWithTheirs(unit, path, async () => {
      await path.read(unit.em, unit.row);
      await findByLabel.read(unit.em, unit.row);
      await path.read(unit.em, unit.row);
      await unit.em.flush();
    });

    expect(await unit.row.raw()).toEqual(theirs);
  });
});

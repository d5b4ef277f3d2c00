import { describe, expect, test } from 'vitest';
import { type EntityManager } from '../../src/index.ts';
import { expectConflict } from './conflicts.ts';
import { imageOf } from './image.ts';
import { isolations, keepsSnapshot } from './isolations.ts';
import { lawDatabase } from './law-database.ts';
import { named } from './matrix.ts';
import { versionedShapes } from './shapes/all-shapes.ts';
import type { Row } from './shapes/row.ts';
import type { Shape } from './shapes/shape.ts';
import { StoredRow } from './stored-row.ts';

const db = lawDatabase();

/** What a unit does to the objects that it has loaded. */
interface Work {
  readonly name: string;
  readonly rows: 1 | 3;
  readonly does: (em: EntityManager, objects: readonly Row[], shape: Shape) => void;
}

const works: readonly Work[] = [
  {
    name: 'edits the same field',
    rows: 1,
    does: (_, objects, shape) => objects.forEach(object => shape.change(object)),
  },
  {
    name: 'edits another field',
    rows: 1,
    does: (_, objects) => objects.forEach(object => (object.other = 5)),
  },
  {
    name: 'removes the row',
    rows: 1,
    does: (em, objects) => objects.forEach(object => em.remove(object)),
  },
  {
    name: 'edits three rows, one of which changed',
    rows: 3,
    does: (_, objects, shape) => objects.forEach(object => shape.change(object)),
  },
  {
    name: 'edits three rows, each another way',
    rows: 3,
    does(_, [first, second, third], shape) {
      first!.note = 'mine';
      shape.change(second!);
      third!.other = 5;
    },
  },
  {
    name: 'removes three rows, one of which changed',
    rows: 3,
    does: (em, objects) => objects.forEach(object => em.remove(object)),
  },
  {
    name: 'edits two rows and removes the one that changed',
    rows: 3,
    does(em, [first, second, third], shape) {
      shape.change(first!);
      em.remove(second!);
      shape.change(third!);
    },
  },
];

/** The kinds of statement: one row and several, updated and deleted. */
const worksInRaces = works.filter(
  ({ name }) => name !== 'edits another field' && !/each another way/.test(name),
);

/** Rows with objects that a unit has loaded; of three rows it is the second that another session changes. */
async function loaded(em: EntityManager, rows: readonly StoredRow[]) {
  const objects: Row[] = [];
  for (const row of rows) objects.push(await row.load(em));
  const middle = rows.length >> 1;
  return { objects, theirs: rows[middle]!, conflicting: objects[middle]! };
}

const rawOf = (rows: readonly StoredRow[]) => Promise.all(rows.map(row => row.raw()));

describe.each(named(versionedShapes))(
  'V1: an UPDATE and a DELETE check the base version: a row with %s',
  (_, shape) => {
    test.each(works)('a unit that $name', async ({ rows: count, does }) => {
      const rows = await StoredRow.given(db, shape, count);
      const em = db.unit();
      const { objects, theirs, conflicting } = await loaded(em, rows);
      does(em, objects, shape);
      const mine = objects.map(object => imageOf(em, object));
      await theirs.theyChange();
      const stored = await rawOf(rows);

      await expectConflict(() => em.flush(), { objects: [conflicting] });

      expect(await rawOf(rows)).toEqual(stored);
      expect(objects.map(object => imageOf(em, object))).toEqual(mine);
    });

    test.each(worksInRaces)(
      'a unit that $name, while another session is changing it',
      async ({ rows: count, does }) => {
        const rows = await StoredRow.given(db, shape, count);
        const em = db.unit();
        const { objects, theirs, conflicting } = await loaded(em, rows);
        const before = await rawOf(rows);
        does(em, objects, shape);

        await expectConflict(() => theirs.theyChangeDuring(() => em.flush()), { objects: [conflicting] });

        const middle = rows.indexOf(theirs);
        expect((await rawOf(rows)).toSpliced(middle, 1)).toEqual(before.toSpliced(middle, 1));
        expect((await theirs.raw())?.['other']).toBe(77);
      },
    );

    test.each(isolations)(
      'edits of three rows that were loaded before a transaction that is %s',
      async level => {
        const rows = await StoredRow.given(db, shape, 3);
        const unit = db.unit();
        const { objects, theirs, conflicting } = await loaded(unit, rows);
        objects.forEach(object => shape.change(object));
        await theirs.theyChange();
        const stored = await rawOf(rows);

        await expectConflict(() => unit.transactional(em => em.flush(), { isolationLevel: level }), {
          objects: [conflicting],
        });

        expect(await rawOf(rows)).toEqual(stored);
      },
    );

    test.each(isolations)(
      'edits of rows that were loaded in a transaction that is %s',
      async isolationLevel => {
        const rows = await StoredRow.given(db, shape, 3);
        let conflicting: Row | undefined;
        let stored: unknown;

        const conflict = () =>
          db.unit().transactional(
            async em => {
              const unit = await loaded(em, rows);
              conflicting = unit.conflicting;
              unit.objects.forEach(object => shape.change(object));
              await unit.theirs.theyChange();
              stored = await rawOf(rows);
            },
            { isolationLevel },
          );

        await expectConflict(conflict, {
          objects: () => [conflicting!],
          orSerialization: keepsSnapshot(isolationLevel),
        });
        expect(await rawOf(rows)).toEqual(stored);
      },
    );
  },
);

describe.each(named(versionedShapes))('V1: two units: a row with %s', (_, shape) => {
  test('the second flush is a conflict, and the unit can go on with theirs', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const [first, second] = [db.unit(), db.unit()];
    const [theirs, mine] = [await row.load(first), await row.load(second)];
    theirs.note = 'theirs';
    await first.flush();
    shape.change(mine);
    const edited = imageOf(second, mine)[shape.field];
    await expectConflict(() => second.flush(), { objects: [mine] });

    await second.refresh(mine, { discardEdits: true });
    expect(imageOf(second, mine)).toEqual(await row.fresh());
    shape.change(mine);
    await second.flush();

    expect(await row.fresh()).toMatchObject({ note: 'theirs', [shape.field]: edited });
  });

  test('every conflict of a flush is reported at once, and what is stored is named', async () => {
    const rows = await StoredRow.given(db, shape, 3);
    const em = db.unit();
    const objects: Row[] = [];
    for (const row of rows) objects.push(await row.load(em));
    objects.forEach(object => shape.change(object));
    await rows[0].theyChange();
    await rows[2].theyChange();

    await expectConflict(() => em.flush(), {
      objects: [objects[0]!, objects[2]!],
      fields: [shape.field, 'other'],
    });

    expect(await rows[1].raw()).toMatchObject({ other: 0 });
  });
});

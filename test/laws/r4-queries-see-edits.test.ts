import { describe, expect, test } from 'vitest';
import { FlushMode } from '../../src/index.ts';
import { recordStatements } from '../../src/testing/index.ts';
import { isolations } from './isolations.ts';
import { lawDatabase } from './law-database.ts';
import { named } from './matrix.ts';
import { allPaths } from './paths.ts';
import { findByLabel } from './paths/find.ts';
import { type Query, queries } from './queries.ts';
import { allShapes } from './shapes/all-shapes.ts';
import { plain } from './shapes/plain.ts';
import type { Shape } from './shapes/shape.ts';
import { StoredRow } from './stored-row.ts';

const db = lawDatabase();

/** Edits `other` in a transaction and asks for the rows with its old value, then with its new one. */
async function askAfterEdit(shape: Shape, { count }: Query, options: object): Promise<unknown> {
  const [row] = await StoredRow.given(db, shape, 1);
  return db.unit().transactional(async em => {
    const object = await row.load(em);
    object.other = 41;
    return { old: await count(em, row, 0), new: await count(em, row, 41) };
  }, options);
}

describe.each(named(allShapes))(
  'R4: in a transaction a query sees an edited scalar: a row with %s',
  (_, shape) => {
    test.each(queries)('$name', async query => {
      expect(await askAfterEdit(shape, query, {})).toEqual({ old: 0, new: 1 });
    });
  },
);

describe.each(isolations)('R4: in a transaction that is %s', isolationLevel => {
  test.each(queries)('$name', async query => {
    expect(await askAfterEdit(plain, query, { isolationLevel })).toEqual({ old: 0, new: 1 });
  });
});

describe('R4: flush mode COMMIT, chosen explicitly, keeps edits back', () => {
  test.each(queries)('$name, in the options of the transaction', async query => {
    expect(await askAfterEdit(plain, query, { flushMode: FlushMode.COMMIT })).toEqual({ old: 1, new: 0 });
  });

  test.each(queries)('$name, by setFlushMode', async ({ count }) => {
    const [row] = await StoredRow.given(db, plain, 1);
    await db.unit().transactional(async em => {
      em.setFlushMode(FlushMode.COMMIT);
      (await row.load(em)).other = 41;

      expect(await count(em, row, 0)).toBe(1);
    });
    expect(await row.raw()).toMatchObject({ other: 41 });
  });
});

describe.each(named(allShapes))(
  'R4: an edit of the special field is flushed before a query: a row with %s',
  (_, shape) => {
    test('in a transaction and in a savepoint', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const before = await row.raw();
      const unit = db.unit();

      await unit.transactional(async outer => {
        const object = await row.load(outer);
        shape.change(object);
        await outer.transactional(async em => {
          const { statements } = await recordStatements(db.orm, () => findByLabel.read(em, row));
          expect(statements.map(({ sql }) => sql.split(' ')[0])).toContain('update');
        });
      });

      expect(await row.raw()).not.toEqual(before);
    });

    test('only once, and not when nothing was edited', async () => {
      const [row] = await StoredRow.given(db, shape, 1);

      await db.unit().transactional(async em => {
        const object = await row.load(em);
        expect(await updatesOf(() => findByLabel.read(em, row))).toBe(0);
        shape.change(object);
        expect(await updatesOf(() => findByLabel.read(em, row))).toBeGreaterThan(0);
        expect(await updatesOf(() => findByLabel.read(em, row))).toBe(0);
      });
    });
  },
);

async function updatesOf(body: () => Promise<unknown>): Promise<number> {
  const { statements } = await recordStatements(db.orm, body);
  return statements.filter(({ sql }) => /^(with|update)\b/.test(sql)).length;
}

describe('R4: outside a transaction a read commits no edit, however often', () => {
  const mereReads = allPaths.filter(({ flushes }) => !flushes);

  test.for(mereReads)('$name', async path => {
    const [row] = await StoredRow.given(db, plain, 1);
    const em = db.unit();
    (await row.load(em)).other = 41;

    const updates = await updatesOf(async () => {
      await path.read(em, row);
      await path.read(em, row);
      await findByLabel.read(em, row);
    });

    expect(updates).toBe(0);
    expect(await row.raw()).toMatchObject({ other: 0 });
  });
});

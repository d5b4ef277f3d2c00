import { describe, expect, test } from 'vitest';
import { type EntityManager } from '../../src/index.ts';
import { expectConflict } from './conflicts.ts';
import { lawDatabase } from './law-database.ts';
import { named } from './matrix.ts';
import { upsertIgnoring, upsertMerging } from './paths/upserts.ts';
import { versionedShapes } from './shapes/all-shapes.ts';
import { plain } from './shapes/plain.ts';
import type { Row } from './shapes/row.ts';
import { StoredRow } from './stored-row.ts';

const db = lawDatabase();

const versionOf = (object: object) => Number(Reflect.get(object, 'version'));
const assignVersion = (object: object, version: number) => Reflect.set(object, 'version', version);

describe.each(named(versionedShapes))(
  'V2: the version grows by one with every write: a row with %s',
  (_, shape) => {
    test('a flush of one row, twice', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const object = await row.load(em);
      const before = await row.version();

      shape.change(object);
      await em.flush();
      expect(versionOf(object)).toBe(before + 1);
      object.other = 5;
      await em.flush();

      expect(versionOf(object)).toBe(before + 2);
      expect(await row.version()).toBe(before + 2);
    });

    test('a flush of three rows, twice', async () => {
      const rows = await StoredRow.given(db, shape, 3);
      const em = db.unit();
      const objects: Row[] = [];
      for (const row of rows) objects.push(await row.load(em));
      const before = await rows[0].version();

      for (const other of [5, 6]) {
        objects.forEach(object => (object.other = other));
        await em.flush();
      }

      expect(objects.map(versionOf)).toEqual([before + 2, before + 2, before + 2]);
      for (const row of rows) expect(await row.version()).toBe(before + 2);
    });

    test('an upsert that merges', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const object = await row.load(em);
      const before = await row.version();

      await upsertMerging.read(em, row);

      expect(await row.version()).toBe(before + 1);
      expect(versionOf(object)).toBe(before + 1);
    });

    test('an upsert that ignores writes nothing', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const before = await row.raw();

      await upsertIgnoring.read(db.unit(), row);

      expect(await row.raw()).toEqual(before);
    });

    test('an assigned version is neither stored nor compared', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const object = await row.load(em);
      const before = await row.version();
      assignVersion(object, 99);
      shape.change(object);

      await em.flush();

      expect(await row.version()).toBe(before + 1);
      expect(versionOf(object)).toBe(before + 1);
    });

    test('an assigned version does not hide a conflict', async () => {
      const [row] = await StoredRow.given(db, shape, 1);
      const em = db.unit();
      const object = await row.load(em);
      await row.theyChange();
      const theirs = await row.raw();
      assignVersion(object, await row.version());
      shape.change(object);

      await expectConflict(() => em.flush(), { objects: [object] });

      expect(await row.raw()).toEqual(theirs);
    });
  },
);

const upsert = (em: EntityManager, { shape, keyData, tag }: StoredRow, data: object) =>
  em.upsert(shape.type, { ...keyData, tag, label: tag, ...data }, { onConflictExcludeFields: ['label'] });

/** What PostgreSQL changes with every version of a row that is written. */
async function written(row: StoredRow): Promise<unknown> {
  const { rows } = await db.theirSession.query(row.select('xmin, ctid'), [row.tag]);
  return rows[0];
}

test('V2: an upsert that changes nothing writes nothing', async () => {
  const [row] = await StoredRow.given(db, plain, 1);
  const before = await written(row);

  await upsert(db.unit(), row, { note: 'noted' });

  expect(await written(row)).toEqual(before);
});

test('V2: an older version in the data of an upsert is a conflict', async () => {
  const [row] = await StoredRow.given(db, plain, 1);
  const em = db.unit();
  const object = await row.load(em);
  await row.theyChange();
  const theirs = await row.raw();

  await expectConflict(() => upsert(em, row, { note: 'mine', version: 1 }), { objects: [object] });

  expect(await row.raw()).toEqual(theirs);
});

test('V2: the current version in the data of an upsert is checked and not written', async () => {
  const [row] = await StoredRow.given(db, plain, 1);

  const object = await upsert(db.unit(), row, { note: 'mine', version: 1 });

  expect(await row.raw()).toMatchObject({ note: 'mine', version: 2 });
  expect(object).toMatchObject({ note: 'mine', version: 2 });
});

test('V2: many rows of one upsertMany', async () => {
  const rows = await StoredRow.given(db, plain, 3);
  const em = db.unit();
  const data = rows.map(({ keyData, tag }) => ({ ...keyData, tag, label: tag, note: 'mine' }));

  const objects = await em.upsertMany(plain.type, data);

  expect(objects.map(versionOf)).toEqual([2, 2, 2]);
  for (const row of rows) expect(await row.version()).toBe(2);
});

test('V2: a native update and an update by the query builder', async () => {
  const [row] = await StoredRow.given(db, plain, 1);
  const em = db.unit();

  await em.nativeUpdate(plain.type, { tag: row.tag }, { other: 5 });
  expect(await row.version()).toBe(2);
  await em.createQueryBuilder(plain.type).update({ other: 6 }).where({ tag: row.tag }).execute();

  expect(await row.version()).toBe(3);
});

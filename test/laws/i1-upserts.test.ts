import { describe, expect, test } from 'vitest';
import { type EntityManager } from '../../src/index.ts';
import { lawDatabase } from './law-database.ts';
import { named } from './matrix.ts';
import { findByLabel } from './paths/find.ts';
import { allShapes } from './shapes/all-shapes.ts';
import { compositeKeyWithRelation } from './shapes/composite-key-with-relation.ts';
import { joinedTablesRoot } from './shapes/joined-inheritance.ts';
import { plain } from './shapes/plain.ts';
import { relationAsKey } from './shapes/relation-as-key.ts';
import type { Row } from './shapes/row.ts';
import type { Shape } from './shapes/shape.ts';
import { singleTableRoot } from './shapes/single-table-inheritance.ts';
import { newRow, StoredRow } from './stored-row.ts';

const db = lawDatabase();

/** What finds the row by its tag: without the key, when the database makes it. */
const byTag = { onConflictFields: ['tag'], onConflictMergeFields: ['note'] } as never;

function dataOf(em: EntityManager, shape: Shape, tag: string, key: Record<string, unknown>) {
  const { primaryKeys, properties } = em.getMetadata().get(shape.type);
  const isMade = primaryKeys.some(name => properties[name].autoincrement);
  return { ...(isMade ? {} : key), ...shape.required, tag, label: tag };
}

describe.each(named(allShapes))('I1: a row with %s', (_, shape) => {
  test('that an upsert finds by another unique column is the loaded object', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    const object = await row.load(em);
    const data = dataOf(em, shape, row.tag, row.keyData);

    const found = await em.upsert(shape.type, { ...data, note: 'upserted' }, byTag);

    expect(found).toBe(object);
    expect(await row.load(em)).toBe(object);
    expect(object.note).toBe('upserted');
  });

  test('that upsertMany finds by another unique column is the loaded object', async () => {
    const rows = await StoredRow.given(db, shape, 3);
    const em = db.unit();
    const objects = [await rows[0].load(em), await rows[1].load(em)];
    const data = rows.map(row => ({ ...dataOf(em, shape, row.tag, row.keyData), note: 'upserted' }));

    const found = await em.upsertMany(shape.type, data, byTag);

    expect(found[0]).toBe(objects[0]);
    expect(found[1]).toBe(objects[1]);
    expect(await rows[2].load(em)).toBe(found[2]);
    expect(found.map(({ note }) => note)).toEqual(['upserted', 'upserted', 'upserted']);
  });

  test('that an upsert finds and another one edits is stored once', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    const data = dataOf(em, shape, row.tag, row.keyData);
    const object = await em.upsert(shape.type, { ...data, note: 'upserted' }, byTag);
    object.other = 5;

    await em.flush();

    expect(await row.raw()).toMatchObject({ other: 5, note: 'upserted' });
  });
});

/** Rows that data alone can make: no parent is part of their key, and their class is not abstract. */
const insertable = allShapes.filter(
  shape => ![compositeKeyWithRelation, relationAsKey, singleTableRoot, joinedTablesRoot].includes(shape),
);

describe.each(named(insertable))('I1: a new row with %s', (_, shape) => {
  test('that an upsert inserts is the object that every later path gives', async () => {
    const em = db.unit();
    const row = newRow(shape);
    const data = dataOf(em, shape, row.tag, keyOf(em, shape, row));

    const inserted = await em.upsert(shape.type, data, byTag);

    expect(await em.findOne(shape.type, { label: row.tag })).toBe(inserted);
    expect(await em.findOne(shape.type, shape.key(inserted) as never)).toBe(inserted);
    expect(await em.upsert(shape.type, { ...data, note: 'again' }, byTag)).toBe(inserted);
  });
});

function keyOf(em: EntityManager, shape: Shape, row: Row): Record<string, unknown> {
  const { primaryKeys } = em.getMetadata().get(shape.type);
  return Object.fromEntries(primaryKeys.map(name => [name, Reflect.get(row, name)]));
}

test('I1: equal keys of one upsertMany give one object', async () => {
  const [row] = await StoredRow.given(db, plain, 1);
  const em = db.unit();
  const object = await row.load(em);
  const data = { tag: row.tag, label: row.tag };
  const options = { onConflictFields: ['tag'], onConflictAction: 'ignore' } as never;

  const found = await em.upsertMany(plain.type, [data, data], options);

  expect(found).toHaveLength(2);
  expect(found[0]).toBe(object);
  expect(found[1]).toBe(object);
  expect(await findByLabel.read(em, row)).toBe(object);
});

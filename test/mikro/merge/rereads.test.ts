import { describe, expect, test } from 'vitest';
import { editedFields } from '../../../src/mikro/merge/edited-fields.ts';
import { stateOf } from '../../../src/mikro/state/unit-state.ts';
import { lawDatabase } from '../../laws/law-database.ts';
import { imageOf } from '../../laws/image.ts';
import { allShapes } from '../../laws/shapes/all-shapes.ts';
import { StoredRow } from '../../laws/stored-row.ts';

const db = lawDatabase();

describe.each(allShapes)('a row with $name', shape => {
  test('is not edited after it was loaded, read again, and read again after they changed and cleared it', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    const object = await row.load(em);
    const read = () =>
      em.find(shape.type, { label: row.tag } as never, { populate: (shape.lazy ?? []) as never });
    const edited = () => {
      stateOf(em).written.add(object);
      return editedFields(em, object);
    };

    expect(edited()).toEqual([]);
    await read();
    expect(edited()).toEqual([]);
    for (const change of [() => row.theyChange(), () => row.theyClear(), () => row.theyChange()]) {
      await change();
      await read();
      expect(edited()).toEqual([]);
      expect(imageOf(em, object)).toEqual(await row.fresh());
    }
  });

  test('equals one version of it after a partial read', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    const object = await row.load(em);
    await row.theyChange();

    await em.find(shape.type, { label: row.tag } as never, { fields: ['other'] as never });

    expect(imageOf(em, object)).toEqual(await row.fresh());
    stateOf(em).written.add(object);
    expect(editedFields(em, object)).toEqual([]);
  });

  test('keeps an edit over every read, and its base', async () => {
    const [row] = await StoredRow.given(db, shape, 1);
    const em = db.unit();
    const object = await row.load(em);
    shape.change(object);
    const mine = imageOf(em, object);
    const edits = editedFields(em, object);
    expect(edits.length).toBeGreaterThan(0);
    await row.theyChange();

    await em.find(shape.type, { label: row.tag } as never, {
      refresh: true,
      populate: (shape.lazy ?? []) as never,
    });
    await em.refresh(object);
    await em.find(shape.type, { label: row.tag } as never, { fields: ['other'] as never });

    expect(editedFields(em, object)).toEqual(edits);
    expect(imageOf(em, object)).toMatchObject({ [shape.field]: mine[shape.field], other: 77 });

    await em.refresh(object, { discardEdits: true });
    expect(imageOf(em, object)).toEqual(await row.fresh());
    expect(editedFields(em, object)).toEqual([]);
  });
});

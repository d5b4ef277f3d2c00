import { describe, expect, test } from 'vitest';
import { type ConflictError, type EntityManager } from '../../src/index.ts';
import { recordStatements } from '../../src/testing/index.ts';
import { errorOf } from './conflicts.ts';
import { imageOf, storedImageOf } from './image.ts';
import { isolations, keepsSnapshot } from './isolations.ts';
import { lawDatabase } from './law-database.ts';
import { named } from './matrix.ts';
import { allShapes, fewShapes } from './shapes/all-shapes.ts';
import { plain } from './shapes/plain.ts';
import type { Row } from './shapes/row.ts';
import type { Shape } from './shapes/shape.ts';
import { StoredRow } from './stored-row.ts';

const db = lawDatabase();

const sentBy = async (work: () => Promise<unknown>) =>
  (await recordStatements(db.orm, work)).statements.map(({ sql }) => sql);

const roles = ['untouched', 'changed', 'deleted', 'apart', 'both', 'gone'] as const;
type Role = (typeof roles)[number];

/** A unit with six rows of a shape: another session changes all but the first, and the last three are edited. */
async function world(shape: Shape) {
  const stored = await StoredRow.given(db, shape, 6);
  const rows = Object.fromEntries(roles.map((role, n) => [role, stored[n]])) as Record<Role, StoredRow>;
  const em = db.unit();
  const loaded = {} as Record<Role, Row>;
  for (const role of roles) loaded[role] = await rows[role].load(em);
  for (const role of ['changed', 'apart', 'both'] as const) await rows[role].theyChange();
  for (const role of ['deleted', 'gone'] as const) await rows[role].theyDelete();
  loaded.apart.note = 'mine';
  for (const role of ['both', 'gone'] as const) shape.change(loaded[role]);
  return { em, rows, loaded };
}

const nameOf = (em: EntityManager, objects: Iterable<object>, loaded: Record<Role, Row>) =>
  [...objects].map(object => roles.find(role => loaded[role] === object) ?? imageOf(em, object));

describe.each(named(allShapes))('C1, on demand: a row with %s', (_, shape) => {
  test('what is stale is told, and memory stays as it is', async () => {
    const { em, loaded } = await world(shape);
    const before = roles.map(role => imageOf(em, loaded[role]));

    const stale = await em.stale();

    expect(nameOf(em, stale, loaded)).toEqual(['changed', 'deleted', 'apart', 'both', 'gone']);
    expect([...stale].map(object => stale.kindOf(object))).toEqual([
      'changed',
      'deleted',
      'changed',
      'changed',
      'deleted',
    ]);
    expect(roles.map(role => imageOf(em, loaded[role]))).toEqual(before);
  });

  test('all is made what is stored, but for edits that clash', async () => {
    const { em, rows, loaded } = await world(shape);
    const mine = imageOf(em, loaded.both)[shape.field];

    const { refreshed, merged, deleted, conflicts } = await em.refreshAll();

    const named = (objects: readonly object[]) => nameOf(em, objects, loaded);
    expect([named(refreshed), named(merged), named(deleted)]).toEqual([['changed'], ['apart'], ['deleted']]);
    expect(conflicts.map(({ entity, kind }) => [named([entity])[0], kind])).toEqual([
      ['both', 'changed'],
      ['gone', 'deleted'],
    ]);
    expect(conflicts[0]!.fields[shape.field]).toMatchObject({ clashes: true });
    expect(imageOf(em, loaded.changed)).toEqual(await rows.changed.fresh());
    expect(imageOf(em, loaded.apart)).toEqual({ ...(await rows.apart.fresh()), note: 'mine' });
    expect(imageOf(em, loaded.both)[shape.field]).toEqual(mine);
    expect(nameOf(em, await em.stale(), loaded)).toEqual(['both', 'gone']);
    const refused = (await errorOf(() => em.flush())) as ConflictError;
    expect(
      new Set(
        nameOf(
          em,
          refused.conflicts.map(({ entity }) => entity),
          loaded,
        ),
      ),
    ).toEqual(new Set(['both', 'gone']));
  });

  test('what was merged, and what wins, is flushed without a conflict, and nothing of theirs is lost beside it', async () => {
    const { em, rows, loaded } = await world(shape);
    const { shelf: __, ...mine } = imageOf(em, loaded.both);

    await em.refreshAll([loaded.apart]);
    const { merged } = await em.refreshAll([loaded.both], { strategy: 'mine' });
    const { deleted } = await em.refreshAll([loaded.gone, loaded.deleted], { strategy: 'theirs' });
    await em.flush();

    expect(nameOf(em, merged, loaded)).toEqual(['both']);
    expect(nameOf(em, deleted, loaded)).toEqual(['gone', 'deleted']);
    expect(await rows.both.fresh()).toMatchObject({ [shape.field]: mine[shape.field], other: 77 });
    expect(await rows.apart.fresh()).toMatchObject({ note: 'mine', other: 77 });
    for (const role of ['both', 'apart'] as const) {
      const { [shape.field]: ____, ...image } = storedImageOf(em, loaded[role]);
      expect(await rows[role].fresh()).toMatchObject(image);
    }
    expect(await sentBy(() => em.flush())).toEqual([]);
  });

  test('theirs takes the place of what is edited', async () => {
    const { em, rows, loaded } = await world(shape);
    loaded.untouched.note = 'mine';

    const { refreshed, deleted, merged, conflicts } = await em.refreshAll(undefined, { strategy: 'theirs' });

    expect(nameOf(em, refreshed, loaded)).toEqual(['untouched', 'changed', 'apart', 'both']);
    expect(nameOf(em, deleted, loaded)).toEqual(['deleted', 'gone']);
    expect([merged, conflicts]).toEqual([[], []]);
    for (const role of ['untouched', 'changed', 'apart', 'both'] as const)
      expect(imageOf(em, loaded[role])).toEqual(await rows[role].fresh());
    expect(await sentBy(() => em.flush())).toEqual([]);
    expect((await em.stale()).size).toBe(0);
  });
});

describe.each(isolations)('C1, on demand: in a transaction that is %s', isolationLevel => {
  test.for(named(keepsSnapshot(isolationLevel) ? fewShapes : allShapes))(
    'the rollback undoes what was merged: a row with %s',
    async ([, shape]) => {
      const { em, rows, loaded } = await world(shape);
      const before = roles.map(role => imageOf(em, loaded[role]));
      const undone = em.transactional(
        async inner => {
          await inner.refreshAll(undefined, { strategy: 'mine' });
          expect((await inner.stale()).size).toBe(1);
          expect(imageOf(em, loaded.changed)).toEqual(await rows.changed.fresh());
          throw new Error('undone');
        },
        { isolationLevel },
      );
      await expect(undone).rejects.toThrow('undone');

      expect(roles.map(role => imageOf(em, loaded[role]))).toEqual(before);
      expect(nameOf(em, await em.stale(), loaded)).toEqual(['changed', 'deleted', 'apart', 'both', 'gone']);
      const { merged, deleted } = await em.refreshAll();
      expect([nameOf(em, merged, loaded), nameOf(em, deleted, loaded)]).toEqual([['apart'], ['deleted']]);
    },
  );
});

test.each(isolations.filter(keepsSnapshot))(
  'a transaction that is %s asks its snapshot',
  async isolationLevel => {
    const [row] = await StoredRow.given(db, plain, 1);
    const em = db.unit();
    const object = await row.load(em);

    await em.transactional(
      async inner => {
        await inner.refreshAll();
        await row.theyChange();
        expect((await inner.stale()).size).toBe(0);
        expect(await inner.refreshAll()).toEqual({ refreshed: [], merged: [], deleted: [], conflicts: [] });
      },
      { isolationLevel },
    );

    expect([...(await em.stale())]).toEqual([object]);
  },
);

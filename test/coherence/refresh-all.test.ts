import { beforeEach, expect, test } from 'vitest';
import { RefreshStrategyError, wrap } from '../../src/index.ts';
import { recordStatements } from '../../src/testing/index.ts';
import { Painter, Painting, Tag } from '../transaction/entities.ts';
import { furnish, galleryDatabase } from '../transaction/gallery.ts';
import { codes, everything, picture } from './gallery.ts';

const db = galleryDatabase();
beforeEach(() => furnish(db));

async function sentBy(work: () => Promise<unknown>): Promise<string[]> {
  return (await recordStatements(db.orm, work)).statements.map(({ sql }) => sql);
}

const disturbances = [
  `update painting set painter_id = 4, version = version + 1 where code in ('code 0', 'code 1')`,
  `update painting set painter_id = null, version = version + 1 where code = 'code 3'`,
  `insert into painting (code, version, painter_id, slot) values ('new', 1, 4, 20), ('newer', 1, 2, 21)`,
  `delete from painting_tags where painting_id = 1`,
  `insert into painting_tags (painting_id, tag_id) select 2, id from tag on conflict do nothing`,
  `update studio set owner_id = 4 where id = 1`,
  `update person set name = 'Other', bio = 'long', version = version + 1 where id = 2`,
  `insert into loan (painting_id, room, note) values (2, 'cellar', 'wet')`,
  `update loan set note = 'dry' where room = 'hall'`,
];

test('afterwards every loaded object and collection is what a fresh unit reads', async () => {
  const em = db.unit();
  const loaded = await everything(em);
  for (const sql of disturbances) await db.rows(sql);

  await em.refreshAll();

  expect(
    picture({
      ...loaded,
      paintings: await em.find(Painting, {}, { orderBy: { id: 'asc' }, populate: ['tags', 'loans'] }),
    }),
  ).toEqual(picture(await everything(db.unit())));
  expect(await sentBy(() => em.flush())).toEqual([]);
  expect((await em.stale()).size).toBe(0);
});

test('rows that went by a cascade leave, with what refers to them', async () => {
  const em = db.unit();
  const loaded = await everything(em);
  await db.rows('delete from person where id in (1, 2)');

  const { deleted } = await em.refreshAll();

  expect(deleted).toHaveLength(6);
  expect(picture(loaded)).toEqual(picture(await everything(db.unit())));
  expect(await sentBy(() => em.flush())).toEqual([]);
});

test('one statement is sent for each class, and one for each relation with loaded collections', async () => {
  const em = db.unit();
  await everything(em);

  expect(await sentBy(() => em.stale())).toHaveLength(5);
  const all = await sentBy(() => em.refreshAll());
  expect(all).toHaveLength(5 + 4);
  const objects = await em.find(Painting, {});
  expect(await sentBy(() => em.refreshAll(objects))).toHaveLength(1 + 2);
  expect(await sentBy(() => em.refreshAll([]))).toEqual([]);
});

test('what is serialized of an object stays, however often it is refreshed', async () => {
  const em = db.unit();
  const [painting] = await em.find(
    Painting,
    {},
    { populate: ['tags', 'painter'], fields: ['code', 'tags.label', 'painter.name'] as never },
  );
  const before = wrap(painting!).toObject();

  await em.refreshAll();
  await em.refreshAll();

  expect(wrap(painting!).toObject()).toEqual(before);
});

test('a collection that was loaded in part, or not at all, stays that', async () => {
  const em = db.unit();
  const [ada, bob] = await em.find(Painter, {}, { orderBy: { id: 'asc' } });
  await ada!.paintings.init({ where: { code: 'code 1' } });
  await db.rows(`insert into painting (code, version, painter_id, slot) values ('new', 1, 2, 20)`);

  await em.refreshAll();

  expect(codes(ada!.paintings)).toEqual(['code 1']);
  expect(bob!.paintings.isInitialized()).toBe(false);
});

test('what is not the unit’s, and a strategy that there is none of, are refused before anything is sent', async () => {
  const em = db.unit();
  const foreign = await db.unit().findOneOrFail(Tag, 1);
  const detached = await em.findOneOrFail(Tag, 2);
  em.clear();

  const sent = await sentBy(async () => {
    for (const object of [foreign, detached]) {
      await expect(em.stale([object])).rejects.toThrow(/not managed/);
      await expect(em.refreshAll([object])).rejects.toThrow(/not managed/);
    }
    await expect(em.refreshAll([], { strategy: 'ours' as never })).rejects.toBeInstanceOf(
      RefreshStrategyError,
    );
  });

  expect(sent).toEqual([]);
});

test('ten thousand objects of a class take one statement each time', async () => {
  await db.rows(
    `insert into painting (code, version, slot) select 'many ' || n, 1, 1000 + n from generate_series(1, 9995) n`,
  );
  const em = db.unit();
  const paintings = await em.find(Painting, {});
  expect(paintings).toHaveLength(10_000);
  await db.rows(`update painting set slot = slot + 100000, version = 2 where id % 100 = 0`);
  await db.rows(`delete from painting where id % 100 = 1`);

  const { statements, result } = await recordStatements(db.orm, () => em.stale());
  expect(statements).toHaveLength(1);
  expect(statements[0]!.sql).toMatch(/^select "v"\."#", "t"\."id" is null as "gone" from \(values \(0, 1::/);
  expect(result.size).toBe(200);
  const again = await recordStatements(db.orm, () => em.refreshAll());
  expect(again.statements).toHaveLength(1);
  expect([again.result.refreshed.length, again.result.deleted.length]).toEqual([100, 100]);
});

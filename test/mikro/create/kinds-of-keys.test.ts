import { beforeAll, expect, test } from 'vitest';
import { recordStatements } from '../../../src/testing/index.ts';
import { Car, Cat, createDatabase, Odd, Pass, Pet, Tag } from './tables.ts';

const db = createDatabase();
const sentBy = async (work: () => Promise<unknown>) =>
  (await recordStatements(db.orm, work)).statements.map(({ sql }) => sql);

// The catalogue is asked once in a process.
beforeAll(() => db.unit().getOrCreate(Tag, { name: 'first' }));

test('an expression of the database decides what is the same', async () => {
  const em = db.unit();
  const [upper, created] = await em.getOrCreate(Tag, { name: 'NOVEL' });

  const sent = await sentBy(async () => {
    expect(await em.getOrCreate(Tag, { name: 'Novel' })).toEqual([upper, false]);
    expect(await em.getOrCreate(Tag, { name: 'NOVEL' })).toEqual([upper, false]);
  });

  expect(created).toBe(true);
  expect(sent).toHaveLength(1);
  expect(await db.unit().getOrCreate(Tag, { name: 'novel' })).toMatchObject([
    { id: upper.id, name: 'NOVEL' },
    false,
  ]);
});

test('a pending object is found by its expression as well', async () => {
  const em = db.unit();
  const pending = em.create(Tag, { name: 'PENDING' });

  expect(await em.getOrCreate(Tag, { name: 'pending' })).toEqual([pending, false]);
});

test('a partial index takes a key that says that its condition is met', async () => {
  await db.rows(`insert into pass (token, used_at) values ('t', now())`);
  const em = db.unit();

  const [open, created] = await em.getOrCreate(Pass, { token: 't', usedAt: null }, { uses: 2 });

  expect([open.uses, created]).toEqual([2, true]);
  expect(await db.unit().getOrCreate(Pass, { token: 't', usedAt: null })).toMatchObject([
    { id: open.id },
    false,
  ]);
  expect(await em.getOrCreate(Pass, { token: 't', usedAt: null })).toEqual([open, false]);
});

test('citext, NULLS NOT DISTINCT and primary keys', async () => {
  const [nick] = await db.unit().getOrCreate(Odd, { nick: 'ADA' });
  expect(await db.unit().getOrCreate(Odd, { nick: 'ada' })).toMatchObject([{ id: nick.id }, false]);

  await db.rows('delete from odd');
  const [sole, created] = await db.unit().getOrCreate(Odd, { sole: null });
  expect(created).toBe(true);
  expect(await db.unit().getOrCreate(Odd, { sole: null })).toMatchObject([{ id: sole.id }, false]);

  await db.rows('delete from odd');
  const [byId] = await db.unit().getOrCreate(Odd, { id: 1000 }, { plain: 'x' });
  expect(byId).toMatchObject({ id: 1000, plain: 'x' });
  expect(await db.unit().getOrCreate(Odd, { id: 1000 })).toMatchObject([{ plain: 'x' }, false]);
});

test('classes that share a table, and classes whose tables are joined', async () => {
  const [cat, created] = await db.unit().getOrCreate(Cat, { chip: 'c' });
  expect([cat, created]).toMatchObject([{ kind: 'cat', lives: 9 }, true]);
  expect(await db.unit().getOrCreate(Pet, { chip: 'c' })).toMatchObject([{ id: cat.id }, false]);

  const [car, made] = await db.unit().getOrCreate(Car, { plate: 'p' }, { doors: 2 });
  expect([car, made]).toMatchObject([{ plate: 'p', doors: 2 }, true]);
  expect(await db.unit().getOrCreate(Car, { plate: 'p' })).toMatchObject([{ id: car.id, doors: 2 }, false]);
});

import { UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { beforeEach, expect, test } from 'vitest';
import { ConflictError } from '../../../src/index.ts';
import { Box, Item, itemDatabase } from './items.ts';

const db = itemDatabase();

beforeEach(async () => {
  await db.rows('truncate item, box, label, item_labels restart identity cascade');
  await db.given(new Box('here'), new Item('a'), new Item('b'));
});

test('a conflict that a read has shown is refused at every flush, and its edit stays', async () => {
  const em = db.unit();
  const box = await em.findOneOrFail(Box, { place: 'here' });
  box.note = 'mine';
  await db.rows(`update box set note = 'theirs'`);
  await em.find(Box, {});

  await expect(em.flush()).rejects.toBeInstanceOf(ConflictError);
  await expect(em.flush()).rejects.toBeInstanceOf(ConflictError);
  await em.find(Box, {});
  expect(box.note).toBe('mine');
  expect(await db.rows('select note from box')).toEqual([{ note: 'theirs' }]);
});

test('a conflict that a read has shown comes with those that the flush finds', async () => {
  const em = db.unit();
  const box = await em.findOneOrFail(Box, { place: 'here' });
  const item = await em.findOneOrFail(Item, { name: 'a' });
  await db.rows(`update box set note = 'theirs'; update item set version = version + 1`);
  box.note = 'mine';
  item.facts = { tags: ['mine'] };
  await em.find(Box, {});

  const { conflicts } = await em.flush().then(
    () => expect.unreachable(),
    (error: ConflictError) => error,
  );

  expect(conflicts.map(({ entityName, fields }) => [entityName, fields])).toEqual([
    ['Box', { note: { base: null, mine: 'mine', theirs: 'theirs', clashes: true } }],
    ['Item', { facts: { base: null, mine: { tags: ['mine'] }, theirs: null, clashes: false } }],
  ]);
});

test('JSON is told as the application has it', async () => {
  await db.rows(`update item set facts = '{"tags": ["base"]}'`);
  const em = db.unit();
  const item = await em.findOneOrFail(Item, { name: 'a' });
  item.facts = { tags: ['mine'] };
  await db.rows(`update item set facts = '{"tags": ["theirs"]}', version = version + 1`);

  const { conflicts } = await em.flush().then(
    () => expect.unreachable(),
    (error: ConflictError) => error,
  );

  expect(conflicts[0]?.fields['facts']).toEqual({
    base: { tags: ['base'] },
    mine: { tags: ['mine'] },
    theirs: { tags: ['theirs'] },
    clashes: true,
  });
});

test('no read moves the version that a removal was decided on', async () => {
  const em = db.unit();
  const item = await em.findOneOrFail(Item, { name: 'a' });
  em.remove(item);
  await db.rows(`update item set count = 9, version = version + 1 where name = 'a'`);
  await em.refresh(item);

  await expect(em.flush()).rejects.toBeInstanceOf(ConflictError);
  expect(await db.rows(`select count from item where name = 'a'`)).toEqual([{ count: 9 }]);
});

test('a removal of a row that a read found gone is told at the flush', async () => {
  const em = db.unit();
  const item = await em.findOneOrFail(Item, { name: 'a' });
  em.remove(item);
  await db.rows(`delete from item where name = 'a'`);
  await em.refresh(item);

  await expect(em.flush()).rejects.toMatchObject({ conflicts: [{ kind: 'deleted' }] });
});

test('what the database refuses is the typed error of MikroORM, also for one row', async () => {
  const em = db.unit();
  const item = await em.findOneOrFail(Item, { name: 'a' });
  item.name = 'b';

  await expect(em.flush()).rejects.toBeInstanceOf(UniqueConstraintViolationException);
});

test('a conflict is told although a later statement has broken the transaction', async () => {
  const em = db.unit();
  const box = await em.findOneOrFail(Box, { place: 'here' });
  const item = await em.findOneOrFail(Item, { name: 'a' });
  await db.rows('delete from box');

  const flushed = em.transactional(async () => {
    box.note = 'mine';
    item.name = 'b';
  });

  await expect(flushed).rejects.toMatchObject({
    code: 'SELFSAME_CONFLICT',
    conflicts: [{ entityName: 'Box' }],
    cause: expect.any(UniqueConstraintViolationException),
  });
});

import { beforeEach, expect, test } from 'vitest';
import { type EntityManager } from '../../../src/index.ts';
import { Box, Item, itemDatabase, Label } from './items.ts';
import { whileWaiting } from './while-waiting.ts';

const db = itemDatabase();

beforeEach(async () => {
  await db.rows('truncate item, box, label, item_labels restart identity cascade');
  const item = new Item('a');
  item.labels.add(new Label('red'));
  await db.given(item, new Item('b'));
});

const lockA = `select * from item where name = 'a' for update`;

async function loaded(em: EntityManager): Promise<[Item, Item]> {
  return (await em.find(Item, {}, { orderBy: { id: 'asc' }, populate: ['labels'] })) as unknown as [
    Item,
    Item,
  ];
}

function flushWhile(em: EntityManager, edit: () => void): Promise<void> {
  return whileWaiting(db.url, lockA, () => em.flush(), edit);
}

test('an edit that is made while a flush is sent is left for the next flush', async () => {
  const em = db.unit();
  const [a, b] = await loaded(em);
  a.count = 1;
  b.count = 1;
  await flushWhile(em, () => {
    a.count = 2;
    b.code = 'late';
  });

  expect(await db.rows('select count, code from item order by id')).toEqual([
    { count: 1, code: null },
    { count: 1, code: null },
  ]);
  await em.flush();
  expect(await db.rows('select count, code, version from item order by id')).toEqual([
    { count: 2, code: null, version: 3 },
    { count: 1, code: 'late', version: 3 },
  ]);
});

test('an object that is persisted or removed while a flush is sent is left for the next flush', async () => {
  const em = db.unit();
  const [a, b] = await loaded(em);
  a.count = 1;
  await flushWhile(em, () => {
    em.persist(new Item('late'));
    em.remove(b);
  });

  expect(await db.rows('select name from item order by id')).toEqual([{ name: 'a' }, { name: 'b' }]);
  await em.flush();
  expect(await db.rows('select name from item order by id')).toEqual([{ name: 'a' }, { name: 'late' }]);
});

test('members that are added and removed while a flush is sent are left for the next flush', async () => {
  const em = db.unit();
  const [a] = await loaded(em);
  const red = a.labels.getItems()[0] as Label;
  a.labels.add(new Label('sent'));
  a.count = 1;
  await flushWhile(em, () => {
    a.labels.add(new Label('late'));
    a.labels.remove(red);
  });

  const labels = 'select text from item_labels join label on label.id = label_id order by text';
  expect(await db.rows(labels)).toEqual([{ text: 'red' }, { text: 'sent' }]);
  await em.flush();
  expect(await db.rows(labels)).toEqual([{ text: 'late' }, { text: 'sent' }]);
});

test('a value that is changed in place, also through a reference kept from before a flush, is stored', async () => {
  const em = db.unit();
  const [a] = await loaded(em);
  a.facts = { tags: ['one'] };
  const { facts, labels } = a;
  await em.flush();
  facts.tags.push('two');
  labels.add(new Label('blue'));
  await em.flush();

  expect(await db.rows(`select facts from item where name = 'a'`)).toEqual([
    { facts: { tags: ['one', 'two'] } },
  ]);
  expect(await db.rows('select * from item_labels')).toHaveLength(2);
});

test('an object that a flush stored is watched like one that was loaded', async () => {
  const em = db.unit();
  const item = new Item('new');
  const box = new Box('here');
  em.persist(item);
  await em.flush();
  item.count = 3;
  item.box = box;
  await em.flush();

  expect(await db.rows(`select count, box_id from item where name = 'new'`)).toEqual([
    { count: 3, box_id: box.id },
  ]);
});

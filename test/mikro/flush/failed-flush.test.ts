import { UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { beforeEach, expect, test } from 'vitest';
import { Item, itemDatabase, Label } from './items.ts';

const db = itemDatabase();

beforeEach(async () => {
  await db.rows('truncate item, box, label, item_labels restart identity cascade');
});

test('a flush that a constraint refused can be mended and flushed again', async () => {
  await db.given(new Item('a'), new Item('b'));
  const em = db.unit();
  const [a, b] = (await em.find(Item, {}, { orderBy: { id: 'asc' } })) as [Item, Item];
  const twin = new Item('b');
  twin.labels.add(new Label('red'));
  em.persist(twin);
  em.remove(a);
  b.count = 7;

  await expect(em.flush()).rejects.toBeInstanceOf(UniqueConstraintViolationException);
  expect([twin.id, b.version, b.count, a.version]).toEqual([undefined, 1, 7, 1]);
  expect(em.getUnitOfWork().getById(Item, a.id)).toBe(a);
  twin.name = 'c';
  await em.flush();

  expect(await db.rows('select name, count, version from item order by name')).toEqual([
    { name: 'b', count: 7, version: 2 },
    { name: 'c', count: 0, version: 1 },
  ]);
  expect(await db.rows('select * from item_labels')).toHaveLength(1);
});

test('an object that could not be stored belongs to nobody, and another unit may store it', async () => {
  await db.given(new Item('a'));
  const twin = new Item('a');
  const em = db.unit();
  await expect(em.persist(twin).flush()).rejects.toBeInstanceOf(UniqueConstraintViolationException);
  await db.rows('delete from item');

  await db.unit().persist(twin).flush();

  expect(await db.rows('select name from item')).toEqual([{ name: 'a' }]);
});

test('members whose flush failed are still to be stored', async () => {
  await db.given(new Item('a'), new Item('b'));
  const em = db.unit();
  const [a, b] = (await em.find(Item, {}, { orderBy: { id: 'asc' }, populate: ['labels'] })) as unknown as [
    Item,
    Item,
  ];
  a.labels.add(new Label('red'));
  b.count = 1;
  await db.rows(`update item set version = version + 1 where name = 'b'`);
  await expect(em.flush()).rejects.toMatchObject({ code: 'SELFSAME_CONFLICT' });
  b.count = 0;
  await em.flush();

  expect(await db.rows('select * from item_labels')).toHaveLength(1);
});

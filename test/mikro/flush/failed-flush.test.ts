import { UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import pg from 'pg';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { isolations } from '../../laws/isolations.ts';
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

describe.each(isolations)('at %s', isolationLevel => {
  test('a flush that a constraint refused inside a transaction undoes itself alone', async () => {
    await db.given(new Item('a'));
    const em = db.unit();

    await em.transactional(
      async inner => {
        const a = await inner.findOneOrFail(Item, { name: 'a' });
        a.count = 1;
        await inner.flush();
        const twin = new Item('a');
        a.count = 2;
        await expect(inner.persist(twin).flush()).rejects.toBeInstanceOf(UniqueConstraintViolationException);
        expect([a.count, a.version, twin.id]).toEqual([2, 2, undefined]);
        twin.name = 'b';
      },
      { isolationLevel },
    );

    expect(await db.rows('select name, count, version from item order by name')).toEqual([
      { name: 'a', count: 2, version: 3 },
      { name: 'b', count: 0, version: 1 },
    ]);
  });
});

test('the savepoint of a flush costs no round trip', async () => {
  const em = db.unit();
  const messages = await messagesOf(() =>
    em.transactional(async inner => {
      await inner.persist(new Item('a')).flush();
      await inner.persist(new Item('b')).flush();
      await inner.count(Item);
    }),
  );

  expect(messages).toEqual([
    expect.stringMatching(/^begin; savepoint .*; insert into "item"/),
    expect.stringMatching(/^release savepoint .*; savepoint .*; insert into "item"/),
    expect.stringMatching(/^release savepoint .*; select count/),
    'commit',
  ]);
});

/** What goes to the network while `work` runs. */
async function messagesOf(work: () => Promise<unknown>): Promise<string[]> {
  const messages: string[] = [];
  const query = pg.Client.prototype.query as (this: pg.Client, ...args: unknown[]) => unknown;
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...args: unknown[]
  ) {
    messages.push(typeof args[0] === 'string' ? args[0] : (args[0] as { text: string }).text);
    return query.apply(this, args);
  } as never);
  await work().finally(() => spy.mockRestore());
  return messages;
}

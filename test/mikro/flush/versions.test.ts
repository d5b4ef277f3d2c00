import { IsolationLevel, OptimisticLockError, raw } from '@mikro-orm/postgresql';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ConflictError, type EntityManager, type Statement } from '../../../src/index.ts';
import { Box, Item, itemDatabase, openItems } from './items.ts';

const db = itemDatabase();

beforeEach(async () => {
  await db.rows('truncate item, box, label, item_labels restart identity cascade');
});

async function conflictOf(work: Promise<unknown>): Promise<ConflictError> {
  const error: unknown = await work.then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConflictError);
  return error as ConflictError;
}

async function sentBy(work: () => Promise<unknown>): Promise<string[]> {
  const statements: Statement[] = [];
  const stop = db.orm.driver.getConnection().wire.listen(statement => statements.push(statement));
  await work().finally(stop);
  return statements.map(({ sql }) => sql);
}

const items = (em: EntityManager) => em.find(Item, {}, { orderBy: { id: 'asc' } });

describe('an update', () => {
  test('of several rows is one statement with every base version in it', async () => {
    await db.given(new Item('a'), new Item('b'), new Item('c'));
    const em = db.unit();
    for (const item of await items(em)) item.count += 1;

    const [begin, update, commit, ...more] = await sentBy(() => em.flush());

    expect(begin).toBe('begin');
    expect(update).toMatch(
      /^update .*"item" as "t" set .* from \(values .*"t"."version" is not distinct from/,
    );
    expect(commit).toBe('commit');
    expect(more).toEqual([]);
    expect(await db.rows('select version, count from item')).toEqual(Array(3).fill({ version: 2, count: 1 }));
  });

  test('of rows that others changed or deleted is one conflict that names all of them, and stores nothing', async () => {
    await db.given(...'abcd'.split('').map(name => new Item(name)));
    const em = db.unit();
    const [a, b, c, d] = (await items(em)) as [Item, Item, Item, Item];
    await db.rows(`update item set count = 9, version = version + 1 where name = 'b'`);
    await db.rows(`delete from item where name = 'c'`);
    for (const item of [a, b, c, d]) item.count = 5;

    const { conflicts } = await conflictOf(em.flush());

    expect(conflicts.map(({ entity, kind }) => [entity, kind])).toEqual([
      [b, 'changed'],
      [c, 'deleted'],
    ]);
    expect(conflicts[0]).toMatchObject({ entityName: 'Item', key: b.id });
    expect(conflicts[0]?.fields['count']).toEqual({ base: 0, mine: 5, theirs: 9, clashes: true });
    expect(await db.rows('select name, count from item order by name')).toEqual([
      { name: 'a', count: 0 },
      { name: 'b', count: 9 },
      { name: 'd', count: 0 },
    ]);
  });

  test('that failed leaves the objects with their edits and their versions, to be flushed again', async () => {
    await db.given(new Item('a'), new Item('b'));
    const em = db.unit();
    const [a, b] = (await items(em)) as [Item, Item];
    await db.rows(`update item set version = version + 1 where name = 'b'`);
    a.count = b.count = 5;
    const fresh = new Item('fresh');
    em.persist(fresh);
    await conflictOf(em.flush());

    expect([a.version, a.count, a.twice, b.version, fresh.id]).toEqual([1, 5, 0, 1, undefined]);
    await em.refresh(b, { discardEdits: true });
    await em.flush();

    expect(await db.rows('select name, count, version from item order by id')).toMatchObject([
      { name: 'a', count: 5, version: 2 },
      { name: 'b', count: 0, version: 2 },
      { name: 'fresh', count: 0, version: 1 },
    ]);
    expect(fresh.id).toBeGreaterThan(0);
  });

  test('is caught as the error of MikroORM that it extends', async () => {
    await db.given(new Item('a'));
    const em = db.unit();
    const [a] = (await items(em)) as [Item];
    await db.rows('update item set version = version + 1');
    a.count = 1;

    const error = await conflictOf(em.flush());

    expect(error).toBeInstanceOf(OptimisticLockError);
    expect(error.getEntity()).toBe(a);
  });

  test('compares the version that was loaded, whatever the application assigned', async () => {
    await db.given(new Item('a'), new Item('b'));
    const em = db.unit();
    const [a, b] = (await items(em)) as [Item, Item];
    await db.rows(`update item set version = 7 where name = 'b'`);
    a.version = 7;
    b.version = 7;
    a.count = b.count = 1;

    const { conflicts } = await conflictOf(em.flush());

    expect(conflicts.map(({ entity }) => entity)).toEqual([b]);
  });

  test.each([1, 2])(
    'matches a row from before it had versions, and gives it one: %i at once',
    async number => {
      await db.given(new Item('a'), new Item('b'));
      await db.rows('update item set version = null');
      const em = db.unit();
      const loaded = (await items(em)).slice(0, number);
      for (const item of loaded) item.count = 3;
      await em.flush();

      expect(loaded.map(({ version }) => version)).toEqual(Array(number).fill(1));
      const stale = db.unit();
      const [first] = (await items(stale)) as [Item];
      await db.rows('update item set version = null');
      first.count = 4;
      await conflictOf(stale.flush());
    },
  );

  test('of different fields in different rows leaves the others alone', async () => {
    await db.given(...'abc'.split('').map(name => new Item(name)));
    const em = db.unit();
    const [a, b, c] = (await items(em)) as [Item, Item, Item];
    await db.rows(`update item set code = 'kept'`);
    a.count = 1;
    b.facts = { tags: ['x'] };
    c.code = null;
    c.name = 'sea';
    await em.flush();

    expect(await db.rows('select name, count, facts, code from item order by id')).toEqual([
      { name: 'a', count: 1, facts: null, code: 'kept' },
      { name: 'b', count: 0, facts: { tags: ['x'] }, code: 'kept' },
      { name: 'sea', count: 0, facts: null, code: 'kept' },
    ]);
    expect([a.twice, b.twice]).toEqual([2, 0]);
  });

  test('does not cut what is too long for its column', async () => {
    await db.given(new Item('a'), new Item('b'));
    const em = db.unit();
    for (const item of await items(em)) item.code = 'too long';

    await expect(em.flush()).rejects.toMatchObject({ code: '22001' });
  });

  test.each([1, 2])('computed by the database arrives as a value: %i at once', async number => {
    await db.given(new Item('a'), new Item('b'));
    const em = db.unit();
    const loaded = (await items(em)).slice(0, number);
    for (const item of loaded) item.count = raw('count + 5') as never;
    await em.flush();

    expect(loaded.map(({ count, twice, version }) => [count, twice, version])).toEqual(
      Array(number).fill([5, 10, 2]),
    );
    expect(await sentBy(() => em.flush())).toEqual([]);
  });

  test('of an unversioned row that is gone is a conflict', async () => {
    await db.given(new Box('here'), new Box('there'));
    const em = db.unit();
    const boxes = await em.find(Box, {});
    await db.rows(`delete from box where place = 'here'`);
    for (const box of boxes) box.note = 'edited';

    const { conflicts } = await conflictOf(em.flush());

    expect(conflicts).toMatchObject([{ entityName: 'Box', kind: 'deleted' }]);
    expect(await db.rows('select note from box')).toEqual([{ note: null }]);
  });
});

describe('a deletion', () => {
  test.each([1, 3])('of rows that others changed is a conflict: %i at once', async number => {
    await db.given(...'abc'.split('').map(name => new Item(name)));
    const em = db.unit();
    const loaded = (await items(em)).slice(0, number);
    await db.rows(`update item set version = version + 1 where name = 'a'`);
    em.remove(loaded);

    const { conflicts } = await conflictOf(em.flush());

    expect(conflicts.map(({ entity, kind }) => [entity === loaded[0], kind])).toEqual([[true, 'changed']]);
    expect(await db.rows('select * from item')).toHaveLength(3);
    expect(em.getUnitOfWork().getById(Item, loaded[0]?.id as number)).toBe(loaded[0]);
  });

  test.each([Item, Box])('of a row that is gone is a conflict: %o', async type => {
    await db.given(new Item('a'), new Box('a'));
    const em = db.unit();
    const [object] = (await em.find(type as typeof Item, {})) as [Item];
    await db.rows('delete from item; delete from box');
    em.remove(object);

    const { conflicts } = await conflictOf(em.flush());

    expect(conflicts.map(({ entity, kind }) => [entity === object, kind])).toEqual([[true, 'deleted']]);
  });

  test('of a reference that was never loaded asks for nothing', async () => {
    const em = db.unit();
    em.remove(em.getReference(Item, 404));

    await expect(em.flush()).resolves.toBeUndefined();
  });

  test('of a row that went with another one of the same flush is none', async () => {
    const box = new Box('here');
    const item = new Item('a');
    item.box = box;
    await db.given(item);
    const em = db.unit();
    const loaded = await em.findOneOrFail(Item, { name: 'a' }, { populate: ['box'] });
    em.remove([loaded.box as Box, loaded]);
    await em.flush();

    expect(await db.rows('select * from item')).toEqual([]);
  });
});

describe.each(
  Object.values(IsolationLevel).filter(level => level.startsWith('re') || level.startsWith('ser')),
)('inside a transaction at %s', isolationLevel => {
  test('a flush that conflicts is undone, and the transaction goes on', async () => {
    await db.given(new Item('a'), new Item('b'));
    const em = db.unit();
    const [a, b] = (await items(em)) as [Item, Item];
    await db.rows(`update item set version = version + 1 where name = 'b'`);

    await em.transactional(
      async inner => {
        a.count = b.count = 5;
        const { conflicts } = await conflictOf(inner.flush());
        expect(conflicts.map(({ entity, kind }) => [entity === b, kind])).toEqual([[true, 'changed']]);
        a.count = b.count = 0;
        inner.create(Item, { name: 'c' });
      },
      { isolationLevel },
    );

    expect(await db.rows('select name, count from item order by name')).toEqual([
      { name: 'a', count: 0 },
      { name: 'b', count: 0 },
      { name: 'c', count: 0 },
    ]);
  });
});

test('a flush after 10,000 objects were read sends nothing, and compares none of them', async () => {
  await db.rows(`insert into item (name) select 'item ' || n from generate_series(1, 10000) n`);
  const em = db.unit();
  expect(await em.find(Item, {})).toHaveLength(10_000);

  const compared = vi.spyOn(em.getComparator(), 'prepareEntity');
  expect(await sentBy(() => em.flush())).toEqual([]);
  expect(compared).not.toHaveBeenCalled();
  compared.mockRestore();
});

test('a flush is never half-stored when the connection pool has one connection', async () => {
  await db.given(new Item('a'), new Item('b'));
  const orm = await openItems(db.url, 1);
  const em = orm.em.fork();
  const [a, b] = (await items(em)) as [Item, Item];
  await db.rows(`update item set version = version + 1 where name = 'b'`);
  a.count = b.count = 5;
  await conflictOf(em.flush());
  await orm.close();

  expect(await db.rows('select distinct count from item')).toEqual([{ count: 0 }]);
});

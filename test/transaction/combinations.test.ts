import { expect, test } from 'vitest';
import { type EntityManager, TransactionPropagation } from '../../src/index.ts';
import { Author, libraryDatabase, Tag } from '../support/library.ts';
import { rolledBack } from './rolled-back.ts';

const db = libraryDatabase();
let keys = 0;

async function loaded(): Promise<{ em: EntityManager; author: Author; stored: () => Promise<unknown> }> {
  const id = ++keys;
  await db.given(new Author(id, `Author ${id}`));
  const em = db.unit();
  const author = await em.findOneOrFail(Author, id);
  const stored = async () =>
    (await db.rows<{ age: number }>(`select age from author where id = ${id}`))[0]?.age;
  return { em, author, stored };
}

test('em.begin in em.begin is a savepoint, and each rollback takes back its own', async () => {
  const { em, author, stored } = await loaded();
  await em.begin();
  author.age = 1;
  await em.flush();
  await em.begin();
  author.age = 2;
  await em.flush();
  await em.rollback();
  expect([author.age, author.version]).toEqual([1, 2]);
  await em.commit();
  expect([author.age, author.version, await stored()]).toEqual([1, 2, 1]);

  await em.begin();
  await em.transactional(async () => void (author.age = 3));
  expect([author.age, author.version]).toEqual([3, 3]);
  await em.rollback();
  expect([author.age, author.version, await stored(), em.isInTransaction()]).toEqual([1, 2, 1, false]);
});

test('a unit that a rolled-back transaction has cleared has all of its objects', async () => {
  const { em, author, stored } = await loaded();
  author.age = 5;
  await rolledBack(em, async inner => inner.clear());
  await em.begin();
  em.clear();
  await em.rollback();

  expect(await em.findOne(Author, author.id)).toBe(author);
  await em.flush();
  expect(await stored()).toBe(5);
});

test('what a transaction has stored by another object, because it was cleared, is in the unit’s one', async () => {
  const { em, author, stored } = await loaded();
  const growCleared = async (inner: EntityManager) => {
    inner.clear();
    (await inner.findOneOrFail(Author, author.id)).age++;
  };
  await rolledBack(em, async outer => {
    await outer.transactional(growCleared);
    expect([author.age, author.version]).toEqual([1, 2]);
  });
  expect([author.age, author.version]).toEqual([0, 1]);

  await em.transactional(growCleared);
  expect([author.age, author.version, await stored()]).toEqual([1, 2, 1]);
  expect(await em.findOne(Author, author.id)).toBe(author);
});

test('em.assign and em.merge in a rolled-back transaction are taken back', async () => {
  const { em, author } = await loaded();
  const other = await db.unit().findOneOrFail(Author, (await loaded()).author.id);
  await rolledBack(em, async inner => {
    inner.assign(author, { age: 9, prizes: ['First'] });
    inner.merge(other);
    await inner.flush();
  });

  expect([author.age, author.prizes, author.version]).toEqual([0, [], 1]);
  expect(em.getUnitOfWork().getIdentityMap().values()).toEqual([author]);
});

test('a transaction that starts clear leaves the unit alone when it is rolled back', async () => {
  const { em, author, stored } = await loaded();
  author.age = 5;
  await rolledBack(
    em,
    async inner => {
      const own = await inner.findOneOrFail(Author, author.id);
      expect(own === author).toBe(false);
      own.age = 6;
      await inner.flush();
    },
    { clear: true },
  );

  expect([author.age, author.version, await stored()]).toEqual([5, 1, 0]);
  await em.flush();
  expect(await stored()).toBe(5);
});

test('what does not begin a transaction of its own is undone with the one around it, or not at all', async () => {
  const { em, author, stored } = await loaded();
  const { REQUIRED, NOT_SUPPORTED, NEVER, SUPPORTS } = TransactionPropagation;
  await rolledBack(em, async outer => {
    for (const propagation of [REQUIRED, SUPPORTS])
      await outer.transactional(async () => void author.age++, { propagation });
    await outer.flush();
    expect(author.age).toBe(2);
  });
  expect([author.age, author.version, await stored()]).toEqual([0, 1, 0]);

  await em.transactional(async () => void author.age++, { propagation: NEVER });
  await em.flush();
  expect([author.age, author.version, await stored()]).toEqual([1, 2, 1]);
  const [tag] = [++keys];
  await rolledBack(em, outer =>
    outer.transactional(inner => inner.persist(new Tag(tag, 'Stored at once')).flush(), {
      propagation: NOT_SUPPORTED,
    }),
  );
  expect(await db.rows(`select name from tag where id = ${tag}`)).toHaveLength(1);
  expect(await em.findOne(Tag, tag)).toMatchObject({ name: 'Stored at once' });
});

test('upserts and streams in a rolled-back transaction leave loaded objects as they were', async () => {
  const { em, author } = await loaded();
  await rolledBack(em, async inner => {
    await inner.upsert(Author, { id: author.id, name: 'Upserted', age: 7, prizes: ['First'] });
    expect(author.age).toBe(7);
    for await (const object of inner.stream(Author, { where: { id: author.id } }))
      expect(object).toBe(author);
  });

  expect(author).toMatchObject({ age: 0, prizes: [], version: 1, name: `Author ${author.id}` });
});

test('where transactions are disabled a failed callback leaves edits to be stored', async () => {
  const { author } = await loaded();
  const em = db.orm.em.fork({ disableTransactions: true });
  const own = await em.findOneOrFail(Author, author.id);
  await rolledBack(em, async () => void (own.age = 3));
  await em.flush();

  expect([own.age, own.version]).toEqual([3, 2]);
});

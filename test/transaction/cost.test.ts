import { beforeAll, expect, test } from 'vitest';
import { type EntityManager } from '../../src/index.ts';
import { Author, libraryDatabase } from '../support/library.ts';

const db = libraryDatabase();
const loaded = 1000;

beforeAll(async () => {
  await db.rows(
    `insert into author (id, version, name, age, prizes) select n, 1, 'Author ' || n, 0, '[]' from generate_series(1, ${loaded}) n`,
  );
});

class RolledBack extends Error {}

/** A unit with a thousand objects, and those that anybody has looked behind since. */
async function watchedUnit(): Promise<{ em: EntityManager; authors: Author[]; touched: Set<object> }> {
  const em = db.unit();
  const authors = await em.find(Author, {}, { orderBy: { id: 'asc' } });
  const touched = new Set<object>();
  for (const author of authors) {
    const { __helper: helper } = author as unknown as { __helper: object };
    Object.defineProperty(author, '__helper', {
      get() {
        touched.add(author);
        return helper;
      },
      configurable: true,
    });
  }
  return { em, authors, touched };
}

async function rolledBack(em: EntityManager, body: () => unknown): Promise<void> {
  const transaction = em.transactional(async inner => {
    await body();
    await inner.flush();
    throw new RolledBack();
  });
  await expect(transaction).rejects.toBeInstanceOf(RolledBack);
}

test('a transaction without work looks at no object that is loaded, however it ends', async () => {
  const { em, touched } = await watchedUnit();

  await em.transactional(async outer => outer.transactional(async () => undefined));
  await rolledBack(em, () => undefined);
  await em.begin();
  await em.commit();
  await em.begin();
  await em.begin();
  await em.rollback();
  await em.rollback();

  expect(touched.size).toBe(0);
});

test('a transaction that edits ten objects looks at these ten, when it commits and when it is rolled back', async () => {
  const { em, authors, touched } = await watchedUnit();
  const ten = authors.slice(100, 110);
  const edit = () => ten.forEach(author => void author.age++);

  await em.transactional(async () => edit());
  await rolledBack(em, () => edit());
  await rolledBack(em, () => em.transactional(async () => edit()));

  expect(touched).toEqual(new Set(ten));
  expect(ten.map(({ age }) => age)).toEqual(Array.from({ length: 10 }, () => 1));
});

test('a transaction that reads what is not loaded leaves the rest alone', async () => {
  const { em, touched } = await watchedUnit();
  await db.rows(`insert into author (id, version, name, age, prizes) values (5000, 1, 'Late', 0, '[]')`);

  await rolledBack(em, () => em.findOneOrFail(Author, 5000));
  await em.transactional(inner => inner.findOneOrFail(Author, 5000));

  expect(touched.size).toBe(0);
});

import { LockMode } from '@mikro-orm/postgresql';
import { type CommonPath, path } from './common-path.ts';
import { flushPaths } from './flush-paths.ts';

/** What applications do all day. */
export const commonPaths: readonly CommonPath[] = [
  path(
    'find by primary key',
    async ({ tables: { Author } }, em) =>
      () =>
        em.findOne(Author, 1),
  ),
  path('find by primary key again', async ({ tables: { Author } }, em) => {
    await em.findOne(Author, 1);
    return () => em.findOne(Author, 1);
  }),
  path('the same three times at once, not loaded', async ({ tables: { Author } }, em) => {
    return () => Promise.all([em.findOne(Author, 1), em.findOne(Author, 1), em.findOne(Author, 1)]);
  }),
  path(
    'find by unique key',
    async ({ tables: { Author } }, em) =>
      () =>
        em.findOne(Author, { email: 'a1@x' }),
  ),
  path('find by unique key again', async ({ tables: { Author } }, em) => {
    await em.findOne(Author, { email: 'a1@x' });
    return () => em.findOne(Author, { email: 'a1@x' });
  }),
  path(
    'find a list',
    async ({ tables: { Author } }, em) =>
      () =>
        em.find(Author, { age: 0 }),
  ),
  path('find a list again', async ({ tables: { Author } }, em) => {
    await em.find(Author, { age: 0 });
    return () => em.find(Author, { age: 0 });
  }),
  path('populate two relations of a list', async ({ tables: { Author } }, em) => {
    return () => em.find(Author, { age: 0 }, { populate: ['books.tags'] });
  }),
  path('load a collection', async ({ tables: { Author } }, em) => {
    const author = await em.findOneOrFail(Author, 1);
    return () => author.books.load();
  }),
  path('`em.refresh`', async ({ tables: { Author } }, em) => {
    const author = await em.findOneOrFail(Author, 1);
    return () => em.refresh(author);
  }),
  ...flushPaths,
  path('upsert 1 row', async ({ tables: { Author } }, em) => {
    return () => em.upsert(Author, { email: 'a1@x', name: 'new' });
  }),
  path('upsert 1 new row', async ({ tables: { Author } }, em) => {
    return () => em.upsert(Author, { email: 'new@x', name: 'new' });
  }),
  path('upsert 1 row, ignoring it', async ({ tables: { Author } }, em) => {
    return () => em.upsert(Author, { email: 'a1@x', name: 'new' }, { onConflictAction: 'ignore' });
  }),
  path('upsert 300 rows', async ({ tables: { Author } }, em) => {
    const data = Array.from({ length: 300 }, (_, i) => ({ email: `a${i}@x`, name: 'new' }));
    return () => em.upsertMany(Author, data);
  }),
  path('flush 1 class in a transaction', async ({ tables: { Author } }, em) => {
    const author = await em.findOneOrFail(Author, 1);
    return () =>
      em.transactional(inner => {
        author.age = 10;
        return inner.flush();
      });
  }),
  path(
    'flush 2 classes in a transaction that goes on',
    async ({ tables: { Author, Counter } }, em) => {
      const author = await em.findOneOrFail(Author, 1);
      const counter = await em.findOneOrFail(Counter, 1);
      return () =>
        em.transactional(inner => {
          author.age = counter.n = 10;
          return inner.flush();
        });
    },
    {
      by: 2,
      because: 'a savepoint undoes the whole flush when a row has changed; MikroORM leaves half of it',
    },
  ),
  path('a transaction that changes rows of 2 classes', async ({ tables: { Author, Counter } }, em) => {
    const author = await em.findOneOrFail(Author, 1);
    const counter = await em.findOneOrFail(Counter, 1);
    return () => em.transactional(async () => void (author.age = counter.n = 10));
  }),
  path('a transaction that changes nothing', async (_, em) => () => em.transactional(async () => {})),
  path('`em.lock` in a transaction', async ({ tables: { Author } }, em) => {
    const author = await em.findOneOrFail(Author, 1);
    return () => em.transactional(inner => inner.lock(author, LockMode.PESSIMISTIC_WRITE));
  }),
  path('`findOne` with a lock in a transaction', async ({ tables: { Author } }, em) => {
    return () =>
      em.transactional(inner => inner.findOne(Author, 1, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  }),
];

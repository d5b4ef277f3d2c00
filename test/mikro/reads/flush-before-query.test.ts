import { expect, test } from 'vitest';
import { recordStatements } from '../../../src/testing/matchers/record-statements.ts';
import { type EntityManager, FlushMode } from '../../../src/index.ts';
import { Author, Book, Copies, libraryDatabase, Tag } from '../../support/library.ts';

const db = libraryDatabase();
let keys = 0;

/** Stores an author with one book and one tag, and runs `body` in a transaction of a unit that has loaded them. */
async function inTransaction<T>(
  body: (em: EntityManager, author: Author, book: Book) => Promise<T>,
): Promise<T> {
  const id = ++keys;
  const author = new Author(id, `Author ${id}`);
  const book = new Book(id, `Book ${id}`, author);
  book.tags.add(new Tag(id, `Tag ${id}`));
  await db.given(book, new Copies(book, 'A'));

  return db.unit().transactional(async em => {
    const loaded = await em.findOneOrFail(Book, id, { populate: ['author'] });
    return body(em, loaded.author.unwrap(), loaded);
  });
}

/** Every way to ask, in a transaction, how many authors are `age` years old. */
const queries: Record<string, (em: EntityManager, age: number) => Promise<number>> = {
  find: async (em, age) => (await em.find(Author, { age })).length,
  findAll: async (em, age) => (await em.findAll(Author, { where: { age } })).length,
  findOne: async (em, age) => Number((await em.findOne(Author, { age })) !== null),
  findAndCount: async (em, age) => (await em.findAndCount(Author, { age }))[1],
  findByCursor: async (em, age) =>
    (await em.findByCursor(Author, { where: { age }, first: 9, orderBy: { id: 'asc' } })).totalCount ?? 0,
  count: (em, age) => em.count(Author, { age }),
  countBy: async (em, age) => (await em.countBy(Author, 'age'))[age] ?? 0,
  stream: async (em, age) => (await Array.fromAsync(em.stream(Author, { where: { age } }))).length,
  'a find of another class': async (em, age) => (await em.find(Book, { author: { age } })).length,
  'a find past the identity map': async (em, age) =>
    (await em.find(Author, { age }, { disableIdentityMap: true })).length,
  'qb.getResultList': async (em, age) =>
    (await em.createQueryBuilder(Author).where({ age }).getResultList()).length,
  'em.execute': async (em, age) => (await em.execute('select from author where age = ?', [age])).length,
};

test.for(Object.entries(queries))('%s sees a scalar edit', ([, query]) =>
  inTransaction(async (em, author) => {
    author.age = 1000 + author.id;

    expect(await query(em, author.age)).toBe(1);
  }),
);

test.for(Object.entries(queries))('%s does not find what an edit has changed', ([, query]) =>
  inTransaction(async (em, author) => {
    author.age = 2000 + author.id;
    await em.flush();
    author.age = 0;

    expect(await query(em, 2000 + author.id)).toBe(0);
  }),
);

test('the loads of a collection, a relation and a reference see edits', () =>
  inTransaction(async (em, author, book) => {
    book.title = 'Edited';
    expect(await author.books.matching({ where: { title: 'Edited' } })).toEqual([book]);

    book.title = 'Again';
    await em.populate(author, ['books'], { where: { books: { title: 'Again' } } });
    expect(author.books.getItems()).toEqual([book]);

    const [tag] = await book.tags.loadItems();
    tag!.name = 'Edited tag';
    expect(await book.tags.matching({ where: { name: 'Edited tag' } })).toEqual([tag]);
    expect(await author.books.loadCount()).toBe(1);
  }));

test('a change in place, of a collection, and of a relation to a new object are edits', () =>
  inTransaction(async (em, author, book) => {
    author.prizes.push('Nobel');
    expect(
      await em.execute(`select from author where prizes::text like '%Nobel%' and id = ?`, [author.id]),
    ).toHaveLength(1);

    await book.tags.init();
    book.tags.removeAll();
    expect(await em.execute('select from book_tags where book_id = ?', [book.id])).toHaveLength(0);

    author.books.add(new Book(100_000 + author.id, 'New', author));
    expect(await em.count(Book, { author })).toBe(2);
    em.remove(author.books.getItems(false)[0]!);
    expect(await em.count(Book, { author })).toBe(1);
  }));

test('an object equals its row after a query of an edited object', () =>
  inTransaction(async (em, author) => {
    author.age = 5;

    const [read] = await em.find(Author, { id: { $in: [author.id] } });

    expect(read).toBe(author);
    expect(author).toMatchObject({ age: 5, version: 2 });
    expect(await recordStatements(db.orm, () => em.flush())).toIssueNoQueries();
  }));

test('a query sends one flush, and the next one none', () =>
  inTransaction(async (em, author) => {
    author.age = 5;

    expect(await recordStatements(db.orm, () => em.count(Author))).toHaveSent(4);
    expect(await recordStatements(db.orm, () => em.count(Author))).toHaveSent(1);
  }));

test('an edit that is taken back sends nothing', () =>
  inTransaction(async (em, author) => {
    author.age = 5;
    author.age = 0;
    author.prizes.push('Nobel');
    author.prizes.pop();

    expect(await recordStatements(db.orm, () => em.count(Author))).toHaveSent(1);
  }));

test('the flush mode COMMIT, of the query, of the manager or of the transaction, keeps edits back', async () => {
  await inTransaction(async (em, author, book) => {
    author.age = 3001;
    const flushMode = FlushMode.COMMIT;
    expect(await em.count(Author, { age: 3001 }, { flushMode })).toBe(0);
    await em.find(Book, { id: { $in: [book.id] } }, { flushMode, populate: ['tags', 'author.books'] });
    expect(await em.findOne(Author, { age: 3001 }, { flushMode })).toBeNull();

    em.setFlushMode(FlushMode.COMMIT);
    expect(await em.count(Author, { age: 3001 })).toBe(0);
    expect(await em.execute('select from author where age = 3001')).toHaveLength(0);
    em.setFlushMode();
    expect(await em.count(Author, { age: 3001 })).toBe(1);

    author.age = 3002;
    await em.transactional(async inner => expect(await inner.count(Author, { age: 3002 })).toBe(0), {
      flushMode,
    });
    expect(await em.count(Author, { age: 3002 })).toBe(1);
  });
});

test('a refresh does not store the edits that it is asked about', () =>
  inTransaction(async (em, author) => {
    author.age = 4001;

    const recording = await recordStatements(db.orm, () => em.refresh(author));

    expect(recording.statements.map(({ sql }) => sql.split(' ')[0])).not.toContain('update');
  }));

test('outside a transaction, where a flush commits, scalar edits wait for em.flush', async () => {
  const id = ++keys;
  await db.given(new Author(id, 'Ada'));
  const em = db.unit();
  const ada = await em.findOneOrFail(Author, id);
  ada.age = 5001;

  expect(await em.count(Author, { age: 5001 })).toBe(0);
  expect(await db.rows('select age from author where id = $1', [id])).toEqual([{ age: 0 }]);
});

test('em.begin and a savepoint are transactions too', async () => {
  const id = ++keys;
  await db.given(new Author(id, 'Ada'));
  const em = db.unit();
  const ada = await em.findOneOrFail(Author, id);

  await em.begin();
  ada.age = 6001;
  expect(await em.count(Author, { age: 6001 })).toBe(1);
  await em.transactional(async inner => {
    ada.age = 6002;
    expect(await inner.count(Author, { age: 6002 })).toBe(1);
  });
  await em.rollback();

  expect(await db.rows('select age from author where id = $1', [id])).toEqual([{ age: 0 }]);
});

test('a query in a hook of a flush does not flush again', async () => {
  const id = ++keys;
  const counts: number[] = [];
  await db.given(new Author(id, 'Ada'));
  const em = db.unit();
  const subscriber = {
    beforeUpdate: async (args: { em: object; entity: object }) => {
      counts.push(await (args.em as EntityManager).count(Author, { id }));
    },
  };

  await em.transactional(async inner => {
    inner.getEventManager().registerSubscriber(subscriber as never);
    const ada = await inner.findOneOrFail(Author, id);
    const other = new Author(200_000 + id, 'Bob');
    inner.persist(other);
    ada.age = 7;
    expect(await inner.count(Author, { age: 7, id })).toBe(1);
  });

  expect(counts).toEqual([1]);
});

test('queries that run at the same time flush once and agree', () =>
  inTransaction(async (em, author) => {
    author.age = 8000 + author.id;

    const counts = await Promise.all([1, 2, 3].map(() => em.count(Author, { age: author.age })));

    expect(counts).toEqual([1, 1, 1]);
    expect(author.version).toBe(2);
  }));

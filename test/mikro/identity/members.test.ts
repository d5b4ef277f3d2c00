import { expect, test } from 'vitest';
import {
  DetachedObjectError,
  type EntityManager,
  ForeignObjectError,
  ref,
  rel,
  SecondObjectError,
  wrap,
} from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { Author, Book, failureOf, libraryDatabase, nextId } from './library.ts';

const db = libraryDatabase();

/** A stored book by a stored author, loaded in a unit of its own. */
async function loaded() {
  const id = nextId();
  const given = new Book(id);
  given.author = new Author(`Author of ${id}`);
  await db.given(given);
  const em = db.unit();
  const book = await em.findOneOrFail(Book, id, { populate: ['author', 'editors'] });
  return { em, id, book, author: book.author! };
}

const pagesOf = async (id: number) =>
  (await db.rows('select pages from book where id = $1', [id]))[0]?.['pages'];

async function refusalOf(em: EntityManager) {
  const { statements, result } = await recordStatements(db.orm, () => failureOf(() => em.flush()));
  expect(statements).toEqual([]);
  return result;
}

test('em.clear() detaches: the object is not managed and a lookup gives another', async () => {
  const { em, id, book } = await loaded();
  em.clear();

  expect(wrap(book).isManaged()).toBe(false);
  expect((await em.findOne(Book, id)) === book).toBe(false);
});

test('an edit after em.clear() is refused once, before any statement, with entity and key', async () => {
  const { em, id, book } = await loaded();
  em.clear();
  book.pages = 5;

  const refusal = await refusalOf(em);

  expect(refusal).toBeInstanceOf(DetachedObjectError);
  expect(refusal).toMatchObject({
    entityName: 'Book',
    key: String(id),
    message: expect.stringContaining(`Book ${id}`),
  });
  await em.flush();
  book.pages = 6;
  expect(await refusalOf(em)).toBeInstanceOf(DetachedObjectError);
});

test('all edits after em.clear() are in one refusal', async () => {
  const { em, book, author } = await loaded();
  em.clear();
  book.pages = 5;
  author.name = 'changed';

  expect(await refusalOf(em)).toMatchObject({ others: 1 });
});

test('a collection that is changed after em.clear() is an edit', async () => {
  const { em, book, author } = await loaded();
  em.clear();
  book.editors.add(author);

  expect(await refusalOf(em)).toBeInstanceOf(DetachedObjectError);
});

test('an edit that is taken back, and reading, are none', async () => {
  const { em, book } = await loaded();
  em.clear();
  book.pages = 5;
  book.pages = 0;
  expect(book.editors.count()).toBe(0);

  await em.flush();
});

test('what em.clear() discards is not reported when the object is read afterwards', async () => {
  const { em, id, book, author } = await loaded();
  book.pages = 5;
  book.editors.add(author);
  em.clear();
  expect(book.editors.count()).toBe(1);

  await em.flush();

  expect(await pagesOf(id)).toBe(0);
});

test.each<[string, (em: EntityManager, book: Book) => void]>([
  ['persisted', (em, book) => void em.persist(book)],
  ['removed', (em, book) => void em.remove(book)],
])(
  'a detached object that is %s is refused, and nothing else of the flush is stored',
  async (_, schedule) => {
    const { em, id, book } = await loaded();
    em.clear();
    const other = new Book(id + 1);
    em.persist(other);
    schedule(em, book);

    expect(await refusalOf(em)).toBeInstanceOf(DetachedObjectError);
    expect(await pagesOf(id)).toBe(0);
  },
);

test.each<[string, (book: Book, author: Author) => void]>([
  ['the target of a relation', (book, author) => void (book.author = author)],
  ['a member of a collection', (book, author) => void book.editors.add(author)],
])('an object of another unit is refused as %s', async (_, use) => {
  const { author } = await loaded();
  const { em, id, book } = await loaded();
  book.pages = 5;
  use(book, author);

  expect(await refusalOf(em)).toMatchObject({
    name: 'ForeignObjectError',
    entityName: 'Author',
    key: author.id,
  });
  expect(await pagesOf(id)).toBe(0);
});

test('a reference of another unit is refused too', async () => {
  const { em, book } = await loaded();
  const { author } = await loaded();
  book.author = db.unit().getReference(Author, author.id);

  expect(await refusalOf(em)).toBeInstanceOf(ForeignObjectError);
});

test('references made without a manager, new objects and objects of a shared fork are members', async () => {
  const { em, id, book } = await loaded();
  const { author } = await loaded();
  const fork = em.fork({ clear: false });
  book.author = rel(Author, author.id);
  const next = new Book(id + 1);
  next.author = ref(Author, author.id).unwrap();
  book.editors.add(new Author('new'));

  await fork.persist([book, next]).flush();

  expect(await db.rows('select distinct author_id from book where id in ($1, $2)', [id, id + 1])).toEqual([
    { author_id: author.id },
  ]);
});

test('a removed object can be persisted again, in its unit and in another', async () => {
  const { em, id, book } = await loaded();
  await em.remove(book).flush();
  await em.persist(book).flush();
  expect(await em.findOne(Book, id)).toBe(book);

  await em.remove(book).flush();
  book.author = null;
  const other = db.unit();
  await other.persist(book).flush();
  expect(await other.findOne(Book, id)).toBe(book);
});

test('objects that a transaction loads belong to the unit from its commit on', async () => {
  const { id } = await loaded();
  const em = db.unit();
  const book = await em.transactional(inner => inner.findOneOrFail(Book, id));
  book.pages = 5;
  await em.flush();

  expect(await em.findOne(Book, id)).toBe(book);
  expect(await pagesOf(id)).toBe(5);
});

test('transactions of the global manager are units of their own', async () => {
  const { id } = await loaded();
  const book = await db.orm.em.transactional(em => em.findOneOrFail(Book, id));

  const refusal = await failureOf(() => db.orm.em.transactional(async em => void em.persist(book)));

  expect(refusal).toBeInstanceOf(ForeignObjectError);
});

test('a transaction in a clear unit ends in the objects of the unit around it', async () => {
  const { em, id, book, author } = await loaded();
  const inner = await em.transactional(
    async clear => {
      const same = await clear.findOneOrFail(Book, id, { populate: ['author'] });
      same.author!.name = 'changed';
      same.pages = 5;
      const next = new Book(id + 1);
      next.author = same.author;
      clear.persist(next);
      return { same, next };
    },
    { clear: true },
  );

  expect(inner.same === book).toBe(false);
  expect([book.pages, book.version, author.name]).toEqual([5, 2, 'changed']);
  expect([book.author, inner.next.author]).toEqual([author, author]);
  expect(inner.next.author).toBe(author);
  expect(await em.findOne(Book, id)).toBe(book);
  expect(await em.findOne(Book, id + 1)).toBe(inner.next);
  const { statements } = await recordStatements(db.orm, () => em.flush());
  expect(statements).toEqual([]);
  inner.same.pages = 6;
  expect(await refusalOf(em)).toBeInstanceOf(DetachedObjectError);
});

test('a transaction in a clear unit of an empty one leaves members', async () => {
  const { id } = await loaded();
  const em = db.unit();
  const book = await em.transactional(inner => inner.findOneOrFail(Book, id), { clear: true });
  book.pages = 5;

  await em.flush();

  expect(await pagesOf(id)).toBe(5);
});

test('a row that a clear transaction deletes leaves the unit around it', async () => {
  const { em, id, book } = await loaded();
  await em.transactional(async inner => void inner.remove(await inner.findOneOrFail(Book, id)), {
    clear: true,
  });

  expect(em.getUnitOfWork().getById(Book, id)).toBeUndefined();
  expect(wrap(book).isManaged()).toBe(false);
});

test('em.merge takes a detached object back with its base and its edits', async () => {
  const { em, id, book, author } = await loaded();
  em.clear();
  book.pages = 5;

  expect(em.merge(book)).toBe(book);
  author.name = 'changed';
  await em.flush();

  expect(wrap(book).isManaged()).toBe(true);
  expect(await em.findOne(Author, author.id)).toBe(author);
  expect(await db.rows('select pages, version from book where id = $1', [id])).toEqual([
    { pages: 5, version: 2 },
  ]);
  expect(await db.rows('select name from author where id = $1', [author.id])).toEqual([{ name: 'changed' }]);
});

test('em.merge moves an object out of another unit', async () => {
  const { em: home, id, book } = await loaded();
  const em = db.unit();
  book.pages = 5;
  em.merge(book);

  await home.flush();
  expect(await pagesOf(id)).toBe(0);
  await em.flush();
  expect(await pagesOf(id)).toBe(5);
  expect((await home.findOne(Book, id)) === book).toBe(false);
});

test('em.merge refuses an edited object when the unit has another for its row, and gives that for a clean one', async () => {
  const { em, id, book } = await loaded();
  em.clear();
  const own = await em.findOneOrFail(Book, id);

  expect(em.merge(book)).toBe(own);
  book.pages = 5;
  expect(() => em.merge(book)).toThrow(SecondObjectError);
  expect(own.pages).toBe(0);
});

test('a merged object leads to the objects that the unit has', async () => {
  const { em, book, author } = await loaded();
  em.clear();
  const own = await em.findOneOrFail(Author, author.id);
  em.merge(book);

  expect(book.author).toBe(own);
  await em.flush();
});

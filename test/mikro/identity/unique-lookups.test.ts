import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LockMode } from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { Account, Author, Book, libraryDatabase, nextId, Shelf } from './library.ts';

const db = libraryDatabase();

async function loaded(shelfLabel?: string) {
  const id = nextId();
  const given = new Book(id);
  if (shelfLabel) {
    given.shelf = new Shelf(`${shelfLabel} ${id}`);
    given.place = 1;
  }
  await db.given(given);
  const em = db.unit();
  return { em, id, book: await em.findOneOrFail(Book, id, { populate: ['shelf'] }) };
}

test('what the unit knows is found without a query', async () => {
  const { em, id, book } = await loaded('known');
  const shelf = book.shelf!;

  const { statements } = await recordStatements(db.orm, async () => {
    expect(await em.findOne(Book, { isbn: `isbn ${id}` })).toBe(book);
    expect(await em.findOne(Book, { shelf, place: 1 })).toBe(book);
    expect(await em.findOne(Book, { place: 1, shelf: shelf.id })).toBe(book);
    expect(await em.findOneOrFail(Book, { shelf: { id: shelf.id }, place: 1 })).toBe(book);
    book.isbn = `new ${id}`;
    expect(await em.findOne(Book, { isbn: `new ${id}` })).toBe(book);
    const next = em.create(Book, { id: id + 1, isbn: `next ${id}`, shelf, place: 2, author: null });
    expect(await em.findOne(Book, { isbn: `next ${id}` })).toBe(next);
    expect(await em.findOne(Book, { shelf, place: 2 })).toBe(next);
    next.place = 3;
    expect(await em.findOne(Book, { shelf, place: 3 })).toBe(next);
  });

  expect(statements).toEqual([]);
});

test('objects on a shelf that is not stored yet are found on it', async () => {
  const em = db.unit();
  const id = nextId();
  const shelf = em.create(Shelf, { label: `unsaved ${id}` });
  const book = em.create(Book, { id, isbn: null, shelf, place: 1, author: null });

  expect(await em.findOne(Book, { shelf, place: 1 })).toBe(book);
  await em.flush();
  expect(await em.findOne(Book, { shelf: shelf.id, place: 1 })).toBe(book);
});

test('an object that lost its key is not found by it, though its row still has it', async () => {
  const { em, id, book } = await loaded();
  book.isbn = null;

  expect(await em.findOne(Book, { isbn: `isbn ${id}` })).toBeNull();
  expect(await em.findOne(Book, { isbn: `isbn ${id}` }, { refresh: true })).toBeNull();
  expect(book.isbn).toBeNull();
});

test('a removed object is not found, by any key', async () => {
  const { em, id, book } = await loaded();
  em.remove(book);

  expect(await em.findOne(Book, { isbn: `isbn ${id}` }, { flushMode: 'commit' as never })).toBeNull();
  expect(await em.findOne(Book, id, { flushMode: 'commit' as never })).toBeNull();
});

test('a row that another session renamed is found by its new key only', async () => {
  const { em, id, book } = await loaded();
  expect(await em.findOne(Book, { isbn: `isbn ${id}` })).toBe(book);
  await db.rows('update book set isbn = $2, version = 2 where id = $1', [id, `theirs ${id}`]);

  expect(await em.findOne(Book, { isbn: `theirs ${id}` })).toBe(book);
  const { statements } = await recordStatements(db.orm, async () => {
    expect(await em.findOne(Book, { isbn: `isbn ${id}` })).toBeNull();
  });
  expect(statements).toHaveLength(1);
});

test('options do what they do for a lookup by primary key', async () => {
  const given = new Book(nextId());
  given.author = new Author('Ada');
  await db.given(given);
  const em = db.unit();
  const book = await em.findOneOrFail(Book, given.id);
  book.isbn = `edited ${given.id}`;

  expect(await em.findOne(Book, { isbn: book.isbn }, { populate: ['author'] })).toBe(book);
  expect(book.author!.name).toBe('Ada');
  await db.rows('update book set pages = 9, version = 2 where id = $1', [given.id]);
  expect(await em.findOne(Book, { isbn: book.isbn }, { refresh: true })).toBe(book);
  expect(book.pages).toBe(9);
  expect(await em.findOne(Book, { isbn: book.isbn }, { disableIdentityMap: true })).toBeNull();

  await db.unit().transactional(async inner => {
    const locked = await inner.findOneOrFail(Book, given.id);
    const { statements } = await recordStatements(db.orm, async () => {
      expect(
        await inner.findOne(Book, { isbn: locked.isbn! }, { lockMode: LockMode.PESSIMISTIC_WRITE }),
      ).toBe(locked);
    });
    expect(statements[0]?.sql).toMatch(/for update$/);
  });
});

test('a filter hides what it hides from a query', async () => {
  const account = new Account(`closed ${nextId()}`);
  await db.given(account);
  await db.rows('update account set closed = true where id = $1', [account.id]);
  const em = db.unit();
  const hidden = await em.findOneOrFail(Account, { email: account.email }, { filters: false });

  expect(await em.findOne(Account, { email: account.email })).toBeNull();
  expect(await em.findOne(Account, { email: account.email }, { filters: false })).toBe(hidden);
});

test('equal lookups at the same time share one query, their answer and their failure', async () => {
  const { id } = await loaded();
  const em = db.unit();
  const where = { isbn: `isbn ${id}` };

  const { statements, result } = await recordStatements(db.orm, () =>
    Promise.all([
      em.findOne(Book, where),
      em.findOne(Book, { ...where }),
      em.findOneOrFail(Book, where),
      em.findOne(Book, id),
    ]),
  );
  expect(new Set(result).size).toBe(1);
  expect(statements).toHaveLength(2);

  const failing = () => db.unit().findOne(Book, { id: 'no number' as never });
  expect(await Promise.allSettled([failing(), failing()])).toMatchObject([
    { status: 'rejected' },
    { status: 'rejected' },
  ]);
});

test('lookups that differ in options, or are in different transactions, share nothing', async () => {
  const { id } = await loaded();
  const em = db.unit();
  const where = { isbn: `isbn ${id}` };

  const { statements } = await recordStatements(db.orm, () =>
    Promise.all([
      em.findOne(Book, where),
      em.findOne(Book, where, { populate: ['author'] }),
      db.unit().findOne(Book, where),
    ]),
  );

  expect(statements).toHaveLength(3);
});

/** What an application may do to one of four loaded books, or to the unit. */
const steps = fc.array(
  fc.record({
    at: fc.nat(3),
    what: fc.constantFrom('rename', 'clear key', 'flush', 'remove', 'create', 'rekey', 'read'),
    to: fc.nat(5),
  }),
  { minLength: 3, maxLength: 14 },
);

test('after any edits a lookup finds what a look at every object would', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async script => {
      const base = nextId() * 1000;
      await db.given(...[0, 1, 2, 3].map(at => new Book(base + at, `${base}/${at}`)));
      const em = db.unit();
      const books = await em.find(Book, { id: { $gte: base, $lt: base + 100 } }, { orderBy: { id: 'asc' } });
      const removed = new Set<Book>();
      const isTaken = (isbn: string, id: number) =>
        books.some(book => !removed.has(book) && (book.isbn === isbn || book.id === id));

      for (const { at, what, to } of script) {
        const book = books[at]!;
        const isbn = `${base}/${to}`;
        // Keys that change hands in one flush may fail, which changes nothing in memory.
        if (what === 'flush') await em.flush().catch(() => undefined);
        else if (what === 'remove' && !removed.has(book)) em.remove(removed.add(book) && book);
        else if (what === 'create' && !isTaken(isbn, base + 50 + to)) {
          books.push(em.create(Book, { id: base + 50 + to, isbn, place: null, author: null, shelf: null }));
        } else if (removed.has(book)) continue;
        else if (what === 'rename' && !isTaken(isbn, -1)) book.isbn = isbn;
        else if (what === 'clear key') book.isbn = null;
        else if (what === 'rekey' && !isTaken('', base + 60 + to)) book.id = base + 60 + to;

        for (let number = 0; number < 6; number++) {
          const wanted = `${base}/${number}`;
          const model = books.find(other => !removed.has(other) && other.isbn === wanted) ?? null;
          expect(await em.findOne(Book, { isbn: wanted }, { flushMode: 'commit' as never })).toBe(model);
        }
        for (const other of books) {
          if (!removed.has(other))
            expect(await em.findOne(Book, other.id, { flushMode: 'commit' as never })).toBe(other);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('an object is found by the key that a read has changed', async () => {
  const { em, id, book } = await loaded();
  expect(await em.findOne(Book, { isbn: `isbn ${id}` })).toBe(book);
  await db.rows(`update book set isbn = 'read ${id}', version = version + 1 where id = ${id}`);
  await em.find(Book, { id });
  await db.rows(`update book set isbn = 'unread ${id}', version = version + 1 where id = ${id}`);

  expect(await em.findOne(Book, { isbn: `read ${id}` })).toBe(book);
});

test('an object is found by the key that it has again when the transaction that read another is rolled back', async () => {
  const { em, id, book } = await loaded();
  expect(await em.findOne(Book, { isbn: `isbn ${id}` })).toBe(book);
  await db.rows(`update book set isbn = 'read ${id}', version = version + 1 where id = ${id}`);
  const rolledBack = new Error('Rolled back.');
  const failed = em.transactional(async inner => {
    await inner.find(Book, { id });
    throw rolledBack;
  });
  await expect(failed).rejects.toBe(rolledBack);

  expect(await em.findOne(Book, { isbn: `isbn ${id}` })).toBe(book);
});

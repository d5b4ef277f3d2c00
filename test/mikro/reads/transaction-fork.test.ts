import { expect, test } from 'vitest';
import { RequestContext, TransactionPropagation, wrap } from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/matchers/record-statements.ts';
import { Author, Book, libraryDatabase, Tag } from '../../support/library.ts';

const db = libraryDatabase();
let keys = 0;

async function givenBook(): Promise<number> {
  const id = ++keys;
  const book = new Book(id, `Book ${id}`, new Author(id, `Author ${id}`));
  book.tags.add(new Tag(id, `Tag ${id}`));
  await db.given(book);
  return id;
}

/** Waits until `callers` have come here. */
function meetingOf(callers: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let come = 0;
  return () => {
    if (++come === callers) resolve();
    return promise;
  };
}

/** The backends that the statements of `work` ran on. */
async function connectionsOf(work: () => Promise<unknown>): Promise<Set<unknown>> {
  const { statements } = await recordStatements(db.orm, work);
  return new Set(statements.map(({ backend }) => backend));
}

test('what an object loads in a transaction is read by it, and sees what it wrote', async () => {
  const id = await givenBook();
  const em = db.unit();
  const book = await em.findOneOrFail(Book, id);
  const tag = await em.findOneOrFail(Tag, id);

  const connections = await connectionsOf(() =>
    em.transactional(async inner => {
      await inner.execute(`update author set name = 'Written' where id = ?`, [id]);
      await inner.execute(`update tag set name = 'Written' where id = ?`, [id]);
      await inner.execute(`insert into book (id, title, lost, author_id) values (?, 'Second', false, ?)`, [
        50_000 + id,
        id,
      ]);

      expect(await book.author.load()).toMatchObject({ name: 'Written' });
      expect(await book.author.unwrap().books.loadItems()).toHaveLength(2);
      expect((await book.tags.init()).getItems()).toEqual([tag]);
      expect(await wrap(tag).init()).toMatchObject({ name: 'Written' });
      await wrap(tag).populate(['books']);
      expect(await book.author.unwrap().books.loadCount(true)).toBe(2);
      expect(await em.count(Book, { author: id })).toBe(2);
      expect(await em.execute('select from book where author_id = ?', [id])).toHaveLength(2);
    }),
  );

  expect(connections.size).toBe(1);
});

test('objects that a savepoint loads are read by the savepoint, and by the transaction when it has ended', async () => {
  const id = await givenBook();
  const em = db.unit();

  const connections = await connectionsOf(() =>
    em.transactional(async outer => {
      const book = await outer.transactional(async inner => {
        const loaded = await inner.findOneOrFail(Book, id);
        await wrap(loaded).init();
        return loaded;
      });
      await book.author.load();
    }),
  );

  expect(connections.size).toBe(1);
});

test('an object that a transaction loaded loads more when the transaction has ended', async () => {
  const id = await givenBook();
  const em = db.unit();

  const book = await em.transactional(inner => inner.findOneOrFail(Book, id));

  expect(await book.author.load()).toMatchObject({ name: `Author ${id}` });
  expect(em.getReference(Author, id)).toBe(book.author.unwrap());
});

test('two transactions of one unit at the same time each read by their own connection', async () => {
  const id = await givenBook();
  const em = db.unit();
  const book = await em.findOneOrFail(Book, id, { populate: ['author'] });
  const [wrote, counted] = [meetingOf(2), meetingOf(2)];
  const countsAfterInserting = (books: number, key: number) =>
    em.transactional(async inner => {
      for (let n = 0; n < books; n++)
        await inner.execute(`insert into book (id, title, lost, author_id) values (?, 'x', false, ?)`, [
          key + n,
          id,
        ]);
      await wrote();
      const counts = [await em.count(Book, { author: id }), await book.author.unwrap().books.loadCount(true)];
      await counted();
      return counts;
    });

  const counts = await Promise.all([countsAfterInserting(1, 60_000), countsAfterInserting(2, 70_000)]);

  expect(counts).toEqual([
    [2, 2],
    [3, 3],
  ]);
});

test('what a transaction left running reads outside of it when it has ended', async () => {
  const id = await givenBook();
  const em = db.unit();
  const ended = Promise.withResolvers<void>();

  const { late } = await em.transactional(async () => ({
    late: ended.promise.then(() => em.count(Author, { id })),
  }));
  ended.resolve();

  expect(await late).toBe(1);
});

test('a unit that is opened in a transaction is outside of it, objects of the unit around it are inside', async () => {
  const id = await givenBook();
  const em = db.unit();
  const book = await em.findOneOrFail(Book, id);

  await em.transactional(async inner => {
    await inner.execute(`update author set name = 'Inside' where id = ?`, [id]);
    await db.orm.unit(async unit => {
      expect(await unit.findOneOrFail(Author, id)).toMatchObject({ name: `Author ${id}` });
      expect(await book.author.load()).toMatchObject({ name: 'Inside' });
    });
  });
});

test('a transaction of its own, one that starts clear, and none at all', async () => {
  const id = await givenBook();
  const em = db.unit();
  const book = await em.findOneOrFail(Book, id);

  await em.transactional(async outer => {
    await outer.execute(`insert into tag (id, name) values (?, 'Mine')`, [80_000 + id]);
    await outer.transactional(
      async inner => {
        expect(await inner.count(Tag, 80_000 + id)).toBe(0);
        expect(await em.count(Tag, 80_000 + id)).toBe(0);
        expect(await book.author.load()).not.toBeNull();
      },
      { propagation: TransactionPropagation.REQUIRES_NEW },
    );
    expect(await em.count(Tag, 80_000 + id)).toBe(1);
    await outer.transactional(async inner => expect((await inner.findOne(Book, id)) === book).toBe(false), {
      clear: true,
    });
    expect(await outer.count(Tag, 80_000 + id)).toBe(1);
  });
  await em.transactional(async inner => expect(inner.isInTransaction()).toBe(false), {
    propagation: TransactionPropagation.NEVER,
  });
});

test('in a request, the ambient manager is that of the transaction as before', async () => {
  const id = await givenBook();

  await RequestContext.create(db.orm.em, () =>
    db.orm.em.transactional(async inner => {
      await inner.execute(`update author set name = 'Inside' where id = ?`, [id]);
      expect(await db.orm.em.findOneOrFail(Author, id)).toMatchObject({ name: 'Inside' });
    }),
  );
});

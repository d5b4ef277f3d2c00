import { type Collection } from '@mikro-orm/postgresql';
import { beforeEach, describe, expect, test } from 'vitest';
import { type EntityManager, LockMode } from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { isolations, keepsSnapshot } from '../../laws/isolations.ts';
import { rolledBack } from '../../transaction/rolled-back.ts';
import { expectAgreement, expectTruth } from './agree.ts';
import { Author, Book, Chapter, furnish, Placement, Profile, Shelf, shopDatabase, Tag } from './shop.ts';

const db = shopDatabase({ pool: { min: 0, max: 1 } });
beforeEach(() => furnish(db));

interface Numbered {
  readonly id: number;
}

const idsIn = (collection: Collection<Numbered>): number[] => collection.getItems(false).map(({ id }) => id);
const ascending = (one: number, other: number) => one - other;
const ofBooks = ['author', 'tags', 'shelves', 'chapters'] as const;

/** The ways to read book 1 again. */
const paths: Record<string, (em: EntityManager, book: Book) => Promise<unknown>> = {
  find: em => em.find(Book, { title: 'b1' }),
  'find of a part': em => em.find(Book, { title: 'b1' }, { fields: ['author'] }),
  findOne: em => em.findOne(Book, { title: 'b1' }),
  'findOne with refresh': em => em.findOne(Book, 1, { refresh: true }),
  refresh: (em, book) => em.refresh(book),
  'populate of an author': em => em.find(Author, {}, { populate: ['books'] }),
  'joined populate of an author': em => em.find(Author, {}, { populate: ['books'], strategy: 'joined' }),
  init: em => em.getReference(Author, 1).books.init(),
  'load with refresh': em => em.getReference(Author, 1).books.load({ refresh: true }),
  'a query builder': em => em.createQueryBuilder(Book).where({ id: 1 }).getResultList(),
  adopt: em => em.adopt(Book, 'select * from book where id = 1'),
  lock: (em, book) => em.transactional(inner => inner.lock(book, LockMode.PESSIMISTIC_WRITE)),
};

describe.each(Object.keys(paths))('%s', path => {
  test.each([
    ['another author', 2],
    ['nobody', null],
  ])('moves a book that somebody has given to %s', async (_, id) => {
    const em = db.unit();
    const [ada, bob] = await em.find(Author, [1, 2], { populate: ['books'], orderBy: { id: 'asc' } });
    const book = ada!.books[0]!;
    await db.rows(`update book set author_id = ${id}, version = version + 1 where id = 1`);
    await paths[path]!(em, book);

    expect(book.author).toBe(id ? bob : null);
    expect([idsIn(ada!.books), idsIn(bob!.books).toSorted(ascending)]).toEqual([
      [2],
      id ? [1, 3, 4] : [3, 4],
    ]);
    expect([ada!.books.isDirty(), bob!.books.isDirty()]).toEqual([false, false]);
    const { statements } = await recordStatements(db.orm, () => em.flush());
    expect(statements).toEqual([]);
  });
});

describe.each(isolations)('in a transaction at %s', isolationLevel => {
  test('what is read again is what the transaction may see, and a rollback puts back what was', async () => {
    const em = db.unit();
    const [ada, bob] = await em.find(Author, [1, 2], { populate: ['books'], orderBy: { id: 'asc' } });
    const before = [idsIn(ada!.books), idsIn(bob!.books)];
    await em.begin({ isolationLevel });
    await em.find(Tag, {});
    await db.rows('update book set author_id = 2, version = version + 1 where id = 1');
    await em.find(Author, {}, { populate: ['books'] });

    expect(idsIn(bob!.books).includes(1)).toBe(!keepsSnapshot(isolationLevel));
    expectAgreement(em);
    await em.rollback();
    expectAgreement(em);
    expect([idsIn(ada!.books), idsIn(bob!.books)]).toEqual(before);
    await em.find(Author, {}, { populate: ['books'] });
    await expectTruth(em, db.unit());
  });
});

test('a relation that is loaded is read again with the row of its owner, and with one query', async () => {
  const em = db.unit();
  const [ada] = await em.find(Author, {}, { populate: ['books'] });
  const again = await recordStatements(db.orm, () => em.find(Author, {}, { populate: ['books'] }));
  const served = await recordStatements(db.orm, () => em.populate(ada!, ['books']));

  expect(again.statements).toHaveLength(2);
  expect(served.statements).toHaveLength(0);
});

test.each(['select-in', 'joined'] as const)('many-to-many is read again (%s)', async strategy => {
  const em = db.unit();
  const book = await em.findOneOrFail(Book, 1, { populate: ofBooks });
  const tags = await em.find(Tag, {}, { populate: ['books'], orderBy: { id: 'asc' } });
  await db.rows('delete from book_tags where tag_id = 1');
  await db.rows('insert into book_tags values (1, 3)');
  await db.rows('delete from placement where book_id = 1 and shelf_id = 2');
  await em.find(Book, { title: 'b1' }, { populate: ofBooks, strategy });

  expect([idsIn(book.tags), idsIn(book.shelves)]).toEqual([[2, 3], [1]]);
  expect(tags.map(({ books }) => idsIn(books).includes(1))).toEqual([false, true, true, false]);
  expect([book, ...tags].map(one => ('tags' in one ? one.tags : one.books).isDirty())).not.toContain(true);
});

test.each(['select-in', 'joined', 'init'] as const)(
  'what the application has added and removed is kept, and stored (%s)',
  async how => {
    const em = db.unit();
    em.setFlushMode('commit');
    const book = await em.findOneOrFail(Book, 1, { populate: ofBooks });
    const ada = await em.findOneOrFail(Author, 1, { populate: ['books'] });
    book.tags.remove(book.tags.find(({ id }) => id === 1)!);
    book.tags.add(em.getReference(Tag, 3));
    const [orphan, moved] = [book.chapters[0]!, await em.findOneOrFail(Chapter, 9)];
    book.chapters.remove(orphan);
    book.chapters.add(moved);
    ada.books.remove(ada.books.find(({ id }) => id === 2)!);
    await db.rows('insert into book_tags values (1, 9)');
    if (how === 'init') await Promise.all([book.tags.init(), book.chapters.init(), ada.books.init()]);
    else {
      await em.find(Book, { title: 'b1' }, { populate: ofBooks, strategy: how });
      await em.find(Author, { id: 1, name: 'author 1' }, { populate: ['books'], strategy: how });
    }

    expect(idsIn(book.tags).toSorted(ascending)).toEqual([2, 3, 9]);
    expect([idsIn(book.chapters), idsIn(ada.books)]).toEqual([[2, 9], [1]]);
    await em.flush();
    expect(await db.rows('select tag_id from book_tags where book_id = 1 order by 1')).toEqual(
      [2, 3, 9].map(tag_id => ({ tag_id })),
    );
    expect(await db.rows('select id from chapter where book_id = 1 order by 1')).toEqual([
      { id: 2 },
      { id: 9 },
    ]);
    await expectTruth(em, db.unit());
  },
);

test('a member whose row is gone leaves the unit', async () => {
  const em = db.unit();
  const ada = await em.findOneOrFail(Author, 1, { populate: ['books.chapters'] });
  await db.rows('delete from book where id = 1');
  await em.find(Author, { name: 'author 1' }, { populate: ['books'] });

  expect(idsIn(ada.books)).toEqual([2]);
  expect(em.getUnitOfWork().getById(Book, 1)).toBeUndefined();
  expect(em.getUnitOfWork().getById(Chapter, 1)).toBeUndefined();
  await expectTruth(em, db.unit());
});

test('an orphan that somebody has given to another owner is not deleted', async () => {
  const em = db.unit();
  const book = await em.findOneOrFail(Book, 1, { populate: ['chapters'] });
  const [chapter] = book.chapters;
  await db.rows('update chapter set book_id = 2 where id = 1');
  await book.chapters.init();
  await em.flush();

  expect([idsIn(book.chapters), chapter!.book.id]).toEqual([[2], 2]);
  expect(await db.rows('select book_id from chapter where id = 1')).toEqual([{ book_id: 2 }]);
});

test('a 1:1 relation that somebody has moved is read on every side', async () => {
  const em = db.unit();
  const [one, two] = await em.find(Profile, [1, 2], { populate: ['author'], orderBy: { id: 'asc' } });
  const [ada, bob] = [one!.author!, two!.author!];
  await db.rows('update profile set author_id = null where id = 1');
  await db.rows('update profile set author_id = 1 where id = 2');
  await em.find(Profile, { text: 'two' });

  expect([ada.profile, bob.profile, one!.author, two!.author]).toEqual([two, null, null, ada]);
  const { statements } = await recordStatements(db.orm, () => em.flush());
  expect(statements).toEqual([]);
});

test('items that match something are not taken for all that there are', async () => {
  const em = db.unit();
  const book = await em.findOneOrFail(Book, 1, { populate: ['tags'] });
  const tags = await em.find(Tag, [1, 2], { populate: ['books'], orderBy: { id: 'asc' } });
  await book.tags.matching({ where: { id: 1 }, store: true });

  expect([idsIn(book.tags), ...tags.map(({ books }) => idsIn(books))]).toEqual([[1], [1, 4], [1, 2]]);
});

describe('after a rollback', () => {
  const statementsOf = async (work: () => Promise<unknown>) =>
    (await recordStatements(db.orm, work)).statements.length;

  test('a collection that is not loaded any more is loaded by one statement', async () => {
    const em = db.unit();
    const ada = await em.findOneOrFail(Author, 1);
    await rolledBack(em, () => ada.books.load());

    expect(ada.books.isInitialized()).toBe(false);
    expect(await statementsOf(() => ada.books.load())).toBe(1);
    expect(idsIn(ada.books)).toEqual([1, 2]);
    expect(await statementsOf(() => ada.books.load())).toBe(0);
  });

  test('an object of a pivot entity that was read has no row any more', async () => {
    const em = db.unit();
    const book = await em.findOneOrFail(Book, 5, { populate: ['shelves'] });
    await rolledBack(em, async inner => {
      book.shelves.add(await inner.findOneOrFail(Shelf, 1));
      await inner.find(Placement, {});
    });

    expect(em.getUnitOfWork().getById(Placement, [5, 1])).toBeUndefined();
  });

  test('what was read after a deletion is not as ON DELETE had made it', async () => {
    const em = db.unit();
    await em.transactional(async outer => {
      await rolledBack(outer, async inner => {
        inner.remove(await inner.findOneOrFail(Author, 1));
        inner.remove(await inner.findOneOrFail(Tag, 1));
        const [book] = await inner.find(Book, 1, { populate: ['tags'] });
        expect([book!.author, idsIn(book!.tags)]).toEqual([null, [2]]);
      });
      await outer.find(Book, 2);
    });

    const book = await em.findOneOrFail(Book, 1);
    await book.tags.load();
    expect([book.author?.id, idsIn(book.tags)]).toEqual([1, [1, 2]]);
  });
});

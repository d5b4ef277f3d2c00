import { type Collection } from '@mikro-orm/postgresql';
import { beforeEach, describe, expect, test } from 'vitest';
import { type EntityManager } from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { expectAgreement, expectTruth } from './agree.ts';
import {
  Author,
  Book,
  Chapter,
  furnish,
  Note,
  Placement,
  Profile,
  Shelf,
  shopDatabase,
  Tag,
} from './shop.ts';

const db = shopDatabase();
beforeEach(() => furnish(db));

interface Numbered {
  readonly id: number;
}

const idsIn = (collection: Collection<Numbered>): number[] => collection.getItems(false).map(({ id }) => id);

async function twoAuthors(em: EntityManager): Promise<[Author, Author]> {
  const [ada, bob] = await em.find(Author, [1, 2], {
    populate: ['books', 'profile'],
    orderBy: { id: 'asc' },
  });
  return [ada!, bob!];
}

async function sent(work: () => Promise<unknown>): Promise<string[]> {
  const { statements } = await recordStatements(db.orm, work);
  return statements.map(({ sql }) => sql).filter(sql => !['begin', 'commit'].includes(sql));
}

describe('a foreign key that is set', () => {
  test('moves the object, and the collections are changed until the flush and not longer', async () => {
    const em = db.unit();
    const [ada, bob] = await twoAuthors(em);
    ada.books[0]!.author = bob;

    expect([idsIn(ada.books), idsIn(bob.books)]).toEqual([[2], [3, 4, 1]]);
    expect([ada.books.isDirty(), bob.books.isDirty()]).toEqual([true, true]);
    expect(await sent(() => em.flush())).toHaveLength(1);
    expect([ada.books.isDirty(), bob.books.isDirty()]).toEqual([false, false]);
    expect(await sent(() => em.flush())).toEqual([]);
  });

  test('to nobody takes the object out of its collection', async () => {
    const em = db.unit();
    const [ada] = await twoAuthors(em);
    const book = ada.books[0]!;
    book.author = null;

    expect([idsIn(ada.books), ada.books.isDirty()]).toEqual([[2], true]);
    await em.flush();
    expect([idsIn(ada.books), ada.books.isDirty()]).toEqual([[2], false]);
    await expectTruth(em, db.unit());
  });

  test('and set back leaves nothing changed', async () => {
    const em = db.unit();
    const [ada, bob] = await twoAuthors(em);
    const book = ada.books[0]!;
    book.author = bob;
    book.author = null;
    book.author = ada;

    expect([ada.books.isDirty(), bob.books.isDirty()]).toEqual([false, false]);
    expect(await sent(() => em.flush())).toEqual([]);
  });

  test('is seen by a collection that is loaded later', async () => {
    const em = db.unit();
    em.setFlushMode('commit');
    const [ada] = await twoAuthors(em);
    const cem = await em.findOneOrFail(Author, 3);
    const book = ada.books[0]!;
    book.author = cem;
    await cem.books.init();

    expect([idsIn(cem.books), cem.books.isDirty()]).toEqual([[1], true]);
    await em.flush();
    await expectTruth(em, db.unit());
  });

  test('on either side of 1:1 leaves nobody with an object that is somebody else’s', async () => {
    const em = db.unit();
    const [ada, bob] = await twoAuthors(em);
    const [one, two] = [ada.profile!, bob.profile!];
    ada.profile = two;
    expect([ada.profile, bob.profile, one.author, two.author]).toEqual([two, null, null, ada]);
    one.author = ada;
    expect([ada.profile, bob.profile, one.author, two.author]).toEqual([one, null, ada, null]);
    bob.profile = two;
    expectAgreement(em);
    expect(await sent(() => em.flush())).toEqual([]);
  });
});

describe('an orphan', () => {
  test('is deleted when it was taken out of its collection', async () => {
    const em = db.unit();
    const book = await em.findOneOrFail(Book, 1, { populate: ['chapters'] });
    book.chapters.remove(book.chapters[0]!);
    await em.flush();

    expect(await db.rows('select id from chapter where id = 1')).toEqual([]);
    expect([idsIn(book.chapters), book.chapters.isDirty()]).toEqual([[2], false]);
  });

  test.each(['loaded', 'not loaded'])('is none when it was given to another owner that is %s', async how => {
    const em = db.unit();
    const book = await em.findOneOrFail(Book, 1, { populate: ['chapters'] });
    const other = await em.findOneOrFail(Book, 2, how === 'loaded' ? { populate: ['chapters'] } : {});
    const chapter = book.chapters[0]!;
    book.chapters.remove(chapter);
    chapter.book = other;
    await em.flush();

    expect(await db.rows('select book_id from chapter where id = 1')).toEqual([{ book_id: 2 }]);
    await expectTruth(em, db.unit());
  });
});

describe('many-to-many', () => {
  test.each([
    ['tags', Tag],
    ['shelves', Shelf],
  ] as const)('%s: what an unread side was given is taken from it again', async (name, Type) => {
    const em = db.unit();
    const book = await em.findOneOrFail(Book, 1, { populate: [name] });
    const item = await em.findOneOrFail<Tag | Shelf>(Type as typeof Tag, 3);
    const members = book[name] as Collection<Tag | Shelf>;
    members.add(item);
    members.remove(item);

    expect([members.isDirty(), item.books.isDirty()]).toEqual([false, false]);
    expect(await sent(() => em.flush())).toEqual([]);
  });

  test('an empty collection that is emptied is not changed', async () => {
    const em = db.unit();
    const book = await em.findOneOrFail(Book, 5, { populate: ['tags'] });
    book.tags.removeAll();

    expect(book.tags.isDirty()).toBe(false);
  });
});

describe('a rollback', () => {
  test.each(['transactional', 'begin'])('of %s puts both sides back', async how => {
    const em = db.unit();
    const [ada, bob] = await twoAuthors(em);
    const book = ada.books[0]!;
    const tag = await em.findOneOrFail(Tag, 3, { populate: ['books'] });
    const work = async (inner: EntityManager) => {
      book.author = null;
      bob.profile = ada.profile;
      tag.books.add(book);
      await inner.flush();
      inner.remove(await inner.findOneOrFail(Author, 2));
      await inner.flush();
    };
    if (how === 'begin') {
      await em.begin();
      await work(em);
      await em.rollback();
    } else
      await expect(
        em.transactional(async inner => {
          await work(inner as EntityManager);
          throw new Error('back');
        }),
      ).rejects.toThrow('back');

    expect([idsIn(ada.books), idsIn(bob.books), idsIn(tag.books)]).toEqual([[1, 2], [3, 4], [3]]);
    expectAgreement(em);
    expect(await sent(() => em.flush())).toEqual([]);
    await expectTruth(em, db.unit());
  });
});

describe('ON DELETE', () => {
  test('SET NULL empties the relation of loaded objects, in no other statement', async () => {
    const em = db.unit();
    const [ada] = await twoAuthors(em);
    const [profile, untold] = [ada.profile!, await em.findOneOrFail(Profile, 3)];
    const books = ada.books.getItems();
    em.remove(ada);
    await em.flush();

    expect([profile.author, untold.author, ...books.map(({ author }) => author)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(await sent(() => em.flush())).toEqual([]);
    await expectTruth(em, db.unit());
  });

  test('CASCADE takes loaded objects along, and those that go with them', async () => {
    const em = db.unit();
    const notes = await em.find(Note, [1, 3], { populate: ['chapter'], orderBy: { id: 'asc' } });
    const tag = await em.findOneOrFail(Tag, 1, { populate: ['books'] });
    em.remove(await em.findOneOrFail(Book, 1));
    expect(await sent(() => em.flush())).toHaveLength(1);

    expect(notes.map(note => em.getUnitOfWork().getById(Note, note.id) !== undefined)).toEqual([false, true]);
    expect(await em.findOne(Note, 1)).toBeNull();
    expect(await em.findOne(Chapter, 1)).toBeNull();
    expect([idsIn(tag.books), tag.books.isDirty()]).toEqual([[4], false]);
    expect(await sent(() => em.flush())).toEqual([]);
    await expectTruth(em, db.unit());
  });

  test('SET DEFAULT gives loaded objects the default', async () => {
    const em = db.unit();
    const note = await em.findOneOrFail(Note, 1);
    em.remove(await em.findOneOrFail(Tag, 2));
    await em.flush();

    expect(note.mark).toBe(em.getReference(Tag, 9));
    await expectTruth(em, db.unit());
  });

  test('is undone with the transaction', async () => {
    const em = db.unit();
    const note = await em.findOneOrFail(Note, 1, { populate: ['chapter'] });
    const { chapter } = note;
    await em.begin();
    em.remove(await em.findOneOrFail(Book, 1));
    await em.flush();
    expect(em.getUnitOfWork().getById(Note, 1)).toBeUndefined();
    await em.rollback();

    expect(await em.findOne(Note, 1)).toBe(note);
    expect(note.chapter).toBe(chapter);
    await expectTruth(em, db.unit());
  });
});

describe('an object of a pivot entity', () => {
  test('leaves with the item whose row it is, and is there again after a rollback', async () => {
    const em = db.unit();
    const [book] = await em.find(Book, 1, { populate: ['shelves'] });
    const [first, second] = await em.find(Placement, { book: 1 }, { orderBy: { shelf: 'asc' } });
    const isHere = (object: unknown) => em.getUnitOfWork().getIdentityMap().getByEntity(object) === object;

    await em
      .transactional(async inner => {
        book!.shelves.remove(book!.shelves[0]!);
        await inner.flush();
        expect(await inner.find(Placement, { book: 1 })).toEqual([second]);
        throw new Error('undo');
      })
      .catch(() => undefined);
    expect([isHere(first), idsIn(book!.shelves)]).toEqual([true, [1, 2]]);

    book!.shelves.remove(book!.shelves[0]!);
    expect(await sent(() => em.flush())).toHaveLength(1);
    expect([isHere(first), isHere(second)]).toEqual([false, true]);
  });
});

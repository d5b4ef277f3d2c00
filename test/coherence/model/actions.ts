import { type EntityManager, increment } from '../../../src/index.ts';
import { Book, Cover, Loan, Note, Reader, Shelf, Tag } from './entities.ts';

/** Small numbers that say of what, and what. */
export type Choice = readonly [number, number, number];

/** Something that an application does with its unit. */
export type Action = (em: EntityManager, choice: Choice) => unknown;

const titles = ['red', 'green', 'blue'];
const ofBooks = [
  [],
  ['tags'],
  ['notes'],
  ['cover'],
  ['readers'],
  ['shelf'],
  ['shelf.books', 'tags', 'notes', 'cover', 'readers'],
] as const;

const book = (em: EntityManager, id: number) => em.findOne(Book, id + 1);
const shelf = (em: EntityManager, id: number) => (id > 3 ? null : em.findOne(Shelf, id + 1));
const price = (n: number) => (n === 0 ? null : n);

export const reads: Readonly<Record<string, Action>> = {
  'find books': (em, [a]) => em.find(Book, {}, { populate: ofBooks[a] as never }),
  'find a book and all of it': (em, [a]) => em.findOne(Book, a + 1, { populate: ofBooks[6] as never }),
  'find shelves with books': em => em.find(Shelf, {}, { populate: ['books'] }),
  'find notes': em => em.find(Note, {}),
  'find covers': em => em.find(Cover, {}, { populate: ['book'] }),
  'find tags with books': em => em.find(Tag, {}, { populate: ['books'] }),
  'find readers with books': em => em.find(Reader, {}, { populate: ['books'] }),
  'find loans': em => em.find(Loan, {}),
  'read the books of a shelf': async (em, [a]) => (await shelf(em, a))?.books.load(),
  'read them again': async (em, [a]) => (await shelf(em, a))?.books.load({ refresh: true }),
  'read the tags of a book again': async (em, [a]) => (await book(em, a))?.tags.load({ refresh: true }),
  'build a query': em => em.createQueryBuilder(Book, 'b').leftJoinAndSelect('b.shelf', 's').getResultList(),
};

export const edits: Readonly<Record<string, Action>> = {
  'price a book': async (em, [a, b]) => {
    const found = await book(em, a);
    if (found) found.price = price(b);
  },
  'name a book': async (em, [a, b]) => {
    const found = await book(em, a);
    if (found) found.title = titles[b % 3]!;
  },
  'place a book': async (em, [a, b]) => {
    const found = await book(em, a);
    if (found) found.shelf = await shelf(em, b);
  },
  'put a book on a shelf': async (em, [a, b]) => {
    const [found, on] = [await book(em, a), await shelf(em, b)];
    if (found) on?.books.add(found);
  },
  'take a book off its shelf': async (em, [a]) => {
    const found = await em.findOne(Book, a + 1, { populate: ['shelf.books'] });
    if (found) found.shelf?.books.remove(found);
  },
  'tag a book': async (em, [a, b]) => {
    const [found, tag] = [
      await em.findOne(Book, a + 1, { populate: ['tags'] }),
      await em.findOne(Tag, b + 1),
    ];
    if (tag) found?.tags.add(tag);
  },
  'take a tag off a book': async (em, [a, b]) => {
    const found = await em.findOne(Book, a + 1, { populate: ['tags'] });
    const tag = found?.tags.getItems()[b % 2];
    if (tag) found?.tags.remove(tag);
  },
  'give a tag other books': async (em, [a, b, c]) => {
    const tag = await em.findOne(Tag, a + 1, { populate: ['books'] });
    const books = await em.find(Book, { id: { $in: [b + 1, c + 1] } });
    tag?.books.set(books);
  },
  'lend a book': async (em, [a, b]) => {
    const reader = await em.findOne(Reader, a + 1, { populate: ['books'] });
    const found = await book(em, b);
    if (found) reader?.books.add(found);
  },
  'get a book back': async (em, [a]) => {
    const found = await em.findOne(Book, a + 1, { populate: ['readers'] });
    const reader = found?.readers.getItems()[0];
    if (reader) found?.readers.remove(reader);
  },
  'cover a book': async (em, [a, b]) => {
    const cover = await em.findOne(Cover, a + 1);
    if (cover) cover.book = b > 3 ? null : await book(em, b);
  },
  'uncover a book': async (em, [a]) => {
    const found = await em.findOne(Book, a + 1, { populate: ['cover'] });
    if (found) found.cover = null;
  },
  'annotate a book': async (em, [a]) => {
    const found = await book(em, a);
    if (found) em.create(Note, { text: 'mine', book: found });
  },
  'move a note': async (em, [a, b]) => {
    const [note, to] = [await em.findOne(Note, a + 1), await book(em, b)];
    if (note && to) note.book = to;
  },
  'buy a book': async (em, [a, b]) => {
    em.create(Book, { title: titles[a % 3]!, price: price(b), shelf: await shelf(em, a) });
  },
  'remove a book': async (em, [a]) => remove(em, await book(em, a)),
  'remove a shelf': async (em, [a]) => remove(em, await shelf(em, a)),
  'remove a note': async (em, [a]) => remove(em, await em.findOne(Note, a + 1)),
  'remove a tag': async (em, [a]) => remove(em, await em.findOne(Tag, a + 1)),
  'remove a cover': async (em, [a]) => remove(em, await em.findOne(Cover, a + 1)),
};

function remove(em: EntityManager, object: object | null): void {
  if (object) em.remove(object);
}

export const writes: Readonly<Record<string, Action>> = {
  'update books by their price': (em, [a, b]) =>
    em.updateWhere(Book, { price: { $gte: a } }, { price: increment(1), title: titles[b % 3]! }),
  'move books': (em, [a, b]) => em.updateWhere(Book, { shelf: a + 1 }, { shelf: b > 3 ? null : (b % 3) + 1 }),
  'place homeless books': (em, [a]) => em.updateWhere(Book, { shelf: null }, { shelf: (a % 2) + 1 }),
  'move notes': (em, [a, b]) =>
    em.nativeUpdate(Note, { book: a + 1 }, { book: em.getReference(Book, (b % 2) + 1) }),
  'uncover books': (em, [a]) => em.nativeUpdate(Cover, { book: { id: { $gt: a } } }, { book: null }),
  'build an update': (em, [a, b]) =>
    em
      .createQueryBuilder(Book)
      .update({ price: b })
      .where({ id: { $gt: a } })
      .execute(),
  'delete dear books': (em, [a]) => em.deleteWhere(Book, { price: { $gt: a + 2 } }),
  'delete a shelf': (em, [a]) => em.deleteWhere(Shelf, { id: a + 1 }),
  'delete tags': (em, [a]) => em.nativeDelete(Tag, { id: a + 1 }),
  'delete readers': (em, [a]) => em.nativeDelete(Reader, { id: a + 1 }),
  'delete loans': (em, [a]) => em.deleteWhere(Loan, { book: a + 1 }),
  'build a delete': (em, [a]) =>
    em
      .createQueryBuilder(Note)
      .delete({ book: a + 1 })
      .execute(),
  'insert books': (em, [a, b]) =>
    em.insertMany(Book, [
      { title: titles[a % 3]!, price: b, shelf: (a % 2) + 1 },
      { title: 'red', price: 4, shelf: null },
    ]),
  'upsert a tag': (em, [a]) => em.upsert(Tag, { name: `tag ${a % 4}` }),
  // A key of its own, which the sequence does not come to.
  'upsert a book': (em, [a, b, c]) =>
    em.upsert(Book, { id: a === 5 ? 100 : a + 1, title: titles[b % 3]!, price: c, shelf: b % 2 ? 1 : null }),
  'change a row': async (em, [a, b]) => {
    const found = await book(em, a);
    if (found) await em.updateRow(found, { price: increment(b, { ifNull: 0 }), shelf: await shelf(em, b) });
  },
  'adopt rows': (em, [a]) =>
    em.adopt(Book, 'update book set title = ?, version = version + 1 where id > ? returning *', ['raw', a]),
  'get or create tags': (em, [a, b]) =>
    em.getOrCreateMany(Tag, [{ name: `tag ${a}` }, { name: `tag ${b}` }], { key: ['name'] }),
};

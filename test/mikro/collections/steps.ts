import { type EntityManager } from '../../../src/index.ts';
import { refreshUnit } from '../../../src/mikro/reads/refresh-unit.ts';
import { Author, Book, Chapter, Profile, Shelf, type ShopDatabase, Tag } from './shop.ts';

export interface World {
  readonly db: ShopDatabase;
  readonly em: EntityManager;
  next: number;
}

/** What is loaded of a class, by number. */
function one<E extends object>(
  { em }: World,
  type: new (...args: never[]) => E,
  number: number,
): E | undefined {
  const leaving = em.getUnitOfWork(false).getRemoveStack() as ReadonlySet<object>;
  const all = (em.getUnitOfWork(false).getIdentityMap().values() as object[]).filter(
    (object): object is E => object instanceof type && !leaving.has(object),
  );
  return all[number % Math.max(1, all.length)];
}

type Edit = (world: World, one: number, other: number) => unknown;

/** What an application does in memory. */
export const edits = {
  'give a book to an author': (world, n, m) => {
    const book = one(world, Book, n);
    if (book) book.author = m % 4 === 0 ? null : (one(world, Author, m) ?? null);
  },
  'add a book': (world, n, m) => {
    const [author, book] = [one(world, Author, n), one(world, Book, m)];
    if (author?.books && book) author.books.add(book);
  },
  'remove a book from its author': (world, n, m) => {
    const books = one(world, Author, n)?.books;
    const book = books?.isInitialized() ? books[m % Math.max(1, books.length)] : undefined;
    if (book) books?.remove(book);
  },
  'replace the books of an author': (world, n, m) => {
    const [author, book] = [one(world, Author, n), one(world, Book, m)];
    if (author?.books?.isInitialized()) author.books.set(book && m % 3 ? [book] : []);
  },
  'move a chapter': (world, n, m) => {
    const [chapter, book] = [one(world, Chapter, n), one(world, Book, m)];
    if (chapter && book) chapter.book = book;
  },
  'add a chapter': (world, n, m) => {
    const [book, chapter] = [one(world, Book, n), one(world, Chapter, m)];
    if (book?.chapters && chapter) book.chapters.add(chapter);
  },
  'take a chapter out and put it into another book': (world, n, m) => {
    const [from, to] = [one(world, Book, n), one(world, Book, m)];
    const chapter = from?.chapters?.isInitialized() ? from.chapters[0] : undefined;
    if (!from || !chapter) return;
    from.chapters.remove(chapter);
    if (to && m % 3 === 0) chapter.book = to;
    else if (to?.chapters && m % 3 === 1) to.chapters.add(chapter);
  },
  'give a profile to an author': (world, n, m) => {
    const [profile, author] = [one(world, Profile, n), one(world, Author, m)];
    if (profile) profile.author = m % 4 === 0 ? null : (author ?? null);
  },
  'give an author a profile': (world, n, m) => {
    const [author, profile] = [one(world, Author, n), one(world, Profile, m)];
    if (author) author.profile = m % 4 === 0 ? null : (profile ?? null);
  },
  'tag or untag a book': (world, n, m) => {
    const [book, tag] = [one(world, Book, n), one(world, Tag, m)];
    if (!book?.tags || !tag?.books) return;
    if ((n + m) % 2) toggle(book.tags, tag);
    else toggle(tag.books, book);
  },
  'put a book on a shelf or take it down': (world, n, m) => {
    const [book, shelf] = [one(world, Book, n), one(world, Shelf, m)];
    if (!book?.shelves || !shelf?.books) return;
    if ((n + m) % 2) toggle(book.shelves, shelf);
    else toggle(shelf.books, book);
  },
  'write a book': (world, n, m) => {
    const author = one(world, Author, n);
    const book = new Book(world.next++, m % 2 ? (author ?? null) : null);
    world.em.persist(book);
  },
  remove: (world, n, m) => {
    const object = one<object>(world, [Book, Chapter, Author, Tag, Shelf, Profile][m % 6] as never, n);
    if (object) world.em.remove(object);
  },
} satisfies Record<string, Edit>;

interface Members {
  isInitialized(): boolean;
  contains(item: never, check: boolean): boolean;
  add(item: never): unknown;
  remove(item: never): unknown;
}

function toggle(members: Members, item: object): void {
  if (members.isInitialized() && members.contains(item as never, false)) members.remove(item as never);
  else members.add(item as never);
}

/** What somebody else does in the database. */
export const theirs = [
  (n, m) => `update book set author_id = author.id, version = book.version + 1 from author
    where author.id = ${1 + (m % 3)} and book.id = ${1 + (n % 5)}`,
  n => `update book set author_id = null, version = version + 1 where id = ${1 + (n % 5)}`,
  (
    n,
    m,
  ) => `update chapter set book_id = (select max(id) from book where id <= ${5 - (m % 5)}) where id = ${1 + (n % 10)}
    and exists (select from book where id <= ${5 - (m % 5)})`,
  n => `update profile set author_id = null where id = ${1 + (n % 3)}`,
  (
    n,
    m,
  ) => `update profile set author_id = (select id from author where id = ${1 + (m % 3)}) where id = ${1 + (n % 3)}
    and not exists (select from profile where author_id = ${1 + (m % 3)})`,
  (
    n,
    m,
  ) => `insert into book_tags select b.id, t.id from book b, tag t where b.id = ${1 + (n % 5)} and t.id = ${1 + (m % 3)}
    on conflict do nothing`,
  n => `delete from book_tags where book_id = ${1 + (n % 5)}`,
  (n, m) => `insert into placement (book_id, shelf_id) select b.id, s.id from book b, shelf s
    where b.id = ${1 + (n % 5)} and s.id = ${1 + (m % 3)} on conflict do nothing`,
  n => `delete from placement where shelf_id = ${1 + (n % 3)}`,
  n => `delete from book where id = ${1 + (n % 5)}`,
  n => `delete from author where id = ${1 + (n % 3)}`,
  n => `delete from tag where id = ${1 + (n % 3)}`,
] satisfies ((n: number, m: number) => string)[];

const classes = [Author, Book, Chapter, Tag, Shelf, Profile] as const;
const relations = {
  Author: ['books', 'profile'],
  Book: ['chapters', 'tags', 'shelves'],
  Chapter: ['notes'],
  Tag: ['books'],
  Shelf: ['books'],
  Profile: [],
} as const satisfies Record<string, readonly string[]>;

/** Loads something that may be loaded. */
export async function load({ em }: World, n: number, m: number): Promise<void> {
  const type = classes[n % classes.length]!;
  const names = relations[type.name as keyof typeof relations];
  const populate = names.filter((_, at) => (m >> at) % 2 === 0);
  await em.find<object>(type as never, {}, { populate: populate as never });
}

/** Reads everything again. */
export const rereads = {
  async find({ em }) {
    await findAll(em, 'select-in');
  },
  async 'a joined find'({ em }) {
    await findAll(em, 'joined');
  },
  async refresh({ em }) {
    for (const object of em.getUnitOfWork(false).getIdentityMap().values()) {
      const names = relations[object.constructor.name as keyof typeof relations];
      if (em.getUnitOfWork(false).getIdentityMap().values().includes(object))
        await em.refresh(object, { populate: (names ?? []) as never });
    }
  },
  async 'a query builder'({ em }) {
    for (const type of classes) {
      const builder = em.createQueryBuilder(type as typeof Author, 'one').select('*');
      for (const name of relations[type.name as keyof typeof relations])
        builder.leftJoinAndSelect(`one.${name}` as never, name);
      await builder.getResultList();
    }
    await refreshUnit(em);
  },
} satisfies Record<string, (world: World) => Promise<void>>;

async function findAll(em: EntityManager, strategy: 'select-in' | 'joined'): Promise<void> {
  for (const type of classes)
    await em.find<object>(
      type as never,
      {},
      {
        populate: relations[type.name as keyof typeof relations] as never,
        strategy,
      },
    );
  await refreshUnit(em);
}

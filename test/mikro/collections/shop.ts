import {
  Entity,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryKey,
  Property,
} from '@mikro-orm/decorators/legacy';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { inject } from 'vitest';
import {
  Collection,
  type EntityManager,
  LoadStrategy,
  MikroORM,
  type Opt,
  type Options,
  PrimaryKeyProp,
  type Rel,
} from '../../../src/index.ts';
import { type FileDatabase, fileDatabase } from '../../../src/testing/vitest/index.ts';

/** Versioned, with every kind of relation leading to it. */
@Entity()
export class Author {
  @PrimaryKey({ type: 'integer' })
  readonly id: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'text' })
  name = 'somebody';

  @OneToMany(() => Book, book => book.author, { orderBy: { id: 'asc' } })
  readonly books = new Collection<Book>(this);

  @OneToOne(() => Profile, profile => profile.author)
  profile: Rel<Profile> | null = null;

  constructor(id: number) {
    this.id = id;
  }
}

/** One author's, or nobody's. */
@Entity()
export class Profile {
  @PrimaryKey({ type: 'integer' })
  readonly id: number;

  @Property({ type: 'text' })
  text = 'short';

  @OneToOne({
    entity: () => Author,
    inversedBy: author => author.profile,
    owner: true,
    nullable: true,
    deleteRule: 'set null',
  })
  author: Rel<Author> | null;

  constructor(id: number, author: Author | null) {
    this.id = id;
    this.author = author;
  }
}

/** Versioned; stays when its author goes. */
@Entity()
export class Book {
  @PrimaryKey({ type: 'integer' })
  readonly id: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'text' })
  title = 'untitled';

  @ManyToOne({ entity: () => Author, nullable: true, deleteRule: 'set null' })
  author: Rel<Author> | null;

  @OneToMany(() => Chapter, chapter => chapter.book, { orphanRemoval: true, orderBy: { id: 'asc' } })
  readonly chapters = new Collection<Chapter>(this);

  @ManyToMany({ entity: () => Tag, inversedBy: 'books', orderBy: { id: 'asc' } })
  readonly tags = new Collection<Tag>(this);

  @ManyToMany({
    entity: () => Shelf,
    inversedBy: 'books',
    pivotEntity: () => Placement,
    orderBy: { id: 'asc' },
  })
  readonly shelves = new Collection<Shelf>(this);

  constructor(id: number, author: Author | null) {
    this.id = id;
    this.author = author;
  }
}

/** A part of a book, and nothing without it. */
@Entity()
export class Chapter {
  @PrimaryKey({ type: 'integer' })
  readonly id: number;

  @Property({ type: 'text' })
  title = 'untitled';

  @ManyToOne({ entity: () => Book, deleteRule: 'cascade' })
  book: Rel<Book>;

  @OneToMany(() => Note, note => note.chapter, { orderBy: { id: 'asc' } })
  readonly notes = new Collection<Note>(this);

  constructor(id: number, book: Book) {
    this.id = id;
    this.book = book;
  }
}

/** Goes with its chapter; its reader may go before. */
@Entity()
export class Note {
  @PrimaryKey({ type: 'integer' })
  readonly id: number;

  @ManyToOne({ entity: () => Chapter, deleteRule: 'cascade' })
  chapter: Rel<Chapter>;

  @ManyToOne({ entity: () => Tag, nullable: true, deleteRule: 'set default', default: 9 })
  mark: Rel<Tag> | null = null;

  constructor(id: number, chapter: Chapter) {
    this.id = id;
    this.chapter = chapter;
  }
}

@Entity()
export class Tag {
  @PrimaryKey({ type: 'integer' })
  readonly id: number;

  @ManyToMany({ entity: () => Book, mappedBy: 'tags', orderBy: { id: 'asc' } })
  readonly books = new Collection<Book>(this);

  constructor(id: number) {
    this.id = id;
  }
}

@Entity()
export class Shelf {
  @PrimaryKey({ type: 'integer' })
  readonly id: number;

  @ManyToMany({ entity: () => Book, mappedBy: 'shelves', orderBy: { id: 'asc' } })
  readonly books = new Collection<Book>(this);

  constructor(id: number) {
    this.id = id;
  }
}

/** Where a book stands. */
@Entity()
export class Placement {
  [PrimaryKeyProp]?: ['book', 'shelf'];

  @ManyToOne({ entity: () => Book, primary: true })
  book!: Rel<Book>;

  @ManyToOne({ entity: () => Shelf, primary: true })
  shelf!: Rel<Shelf>;

  @Property({ type: 'integer', default: 0 })
  position: number & Opt = 0;
}

export type ShopDatabase = FileDatabase<MikroORM, EntityManager>;

export function shopDatabase(options: Options = {}): ShopDatabase {
  const open = async (clientUrl: string) => {
    const orm = await MikroORM.init({
      clientUrl,
      entities: [Author, Profile, Book, Chapter, Note, Tag, Shelf, Placement],
      metadataProvider: ReflectMetadataProvider,
      loadStrategy: LoadStrategy.SELECT_IN,
      ...options,
    });
    await orm.schema.create();
    return orm;
  };
  return fileDatabase(open, () => ({ url: inject('selfsame').url, name: 'template1' }));
}

/** Makes these all that is stored: authors 1 to 3, two books of each of the first two, and what belongs to them. */
export async function furnish({ rows }: ShopDatabase): Promise<void> {
  await rows(`
    delete from profile; delete from book; delete from author; delete from shelf;
    update note set mark_id = null; delete from tag;
    insert into author (id, version, name) select n, 1, 'author ' || n from generate_series(1, 3) n;
    insert into profile (id, text, author_id) values (1, 'one', 1), (2, 'two', 2), (3, 'three', null);
    insert into book (id, version, title, author_id)
      values (1, 1, 'b1', 1), (2, 1, 'b2', 1), (3, 1, 'b3', 2), (4, 1, 'b4', 2), (5, 1, 'b5', null);
    insert into chapter (id, title, book_id) select n, 'c' || n, (n + 1) / 2 from generate_series(1, 10) n;
    insert into tag (id) values (1), (2), (3), (9);
    insert into note (id, chapter_id, mark_id) select n, n, 1 + n % 3 from generate_series(1, 10) n;
    insert into shelf (id) values (1), (2), (3);
    insert into book_tags (book_id, tag_id) values (1, 1), (1, 2), (2, 2), (3, 3), (4, 1);
    insert into placement (book_id, shelf_id, position) values (1, 1, 0), (1, 2, 0), (2, 2, 0), (3, 3, 0), (4, 1, 0)`);
}

import {
  Entity,
  Filter,
  ManyToMany,
  ManyToOne,
  OneToMany,
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
  type Ref,
  ref,
  type Rel,
} from '../../src/index.ts';
import { type FileDatabase, fileDatabase } from '../../src/testing/vitest/index.ts';

/** Versioned, with a property that is loaded only when asked for and one that changes in place. */
@Entity()
export class Author {
  @PrimaryKey({ type: 'integer' })
  id: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'text' })
  name: string;

  @Property({ type: 'integer' })
  age = 0;

  @Property({ type: 'text', nullable: true, lazy: true })
  bio: string | null = null;

  @Property({ type: 'json' })
  prizes: string[] = [];

  @OneToMany(() => Book, book => book.author, { orderBy: { id: 'asc' } })
  readonly books = new Collection<Book>(this);

  constructor(id: number, name: string) {
    this.id = id;
    this.name = name;
  }
}

/** Without a version; its author is a reference, and a filter hides it when it is lost. */
@Entity()
@Filter({ name: 'kept', cond: { lost: false }, default: true })
export class Book {
  @PrimaryKey({ type: 'integer' })
  id: number;

  @Property({ type: 'text' })
  title: string;

  @Property({ type: 'boolean' })
  lost = false;

  @ManyToOne({ entity: () => Author, ref: true })
  author: Ref<Author>;

  @ManyToMany({ entity: () => Tag, owner: true })
  readonly tags = new Collection<Tag>(this);

  constructor(id: number, title: string, author: Author) {
    this.id = id;
    this.title = title;
    this.author = ref(author);
  }
}

@Entity()
export class Tag {
  @PrimaryKey({ type: 'integer' })
  id: number;

  @Property({ type: 'text' })
  name: string;

  @ManyToMany({ entity: () => Book, mappedBy: 'tags' })
  readonly books = new Collection<Book>(this);

  constructor(id: number, name: string) {
    this.id = id;
    this.name = name;
  }
}

/** How many copies of a book are on a shelf: a key of two columns, one of them a relation that is loaded eagerly. */
@Entity()
export class Copies {
  @ManyToOne({ entity: () => Book, primary: true, eager: true })
  book: Rel<Book>;

  @PrimaryKey({ type: 'text' })
  shelf: string;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'integer' })
  count = 0;

  constructor(book: Book, shelf: string) {
    this.book = book;
    this.shelf = shelf;
  }
}

/** The library's database, with the options that a test wants. */
export function libraryDatabase(options: Options = {}): FileDatabase<MikroORM, EntityManager> {
  const open = async (clientUrl: string) => {
    const orm = await MikroORM.init({
      clientUrl,
      entities: [Author, Book, Tag, Copies],
      metadataProvider: ReflectMetadataProvider,
      loadStrategy: LoadStrategy.SELECT_IN,
      ...options,
    });
    await orm.schema.create();
    return orm;
  };
  return fileDatabase(open, () => ({ url: inject('selfsame').url, name: 'template1' }));
}

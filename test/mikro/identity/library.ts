import { randomUUID } from 'node:crypto';
import {
  Entity,
  Filter,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryKey,
  Property,
  ReflectMetadataProvider,
  Unique,
} from '@mikro-orm/decorators/legacy';
import { inject } from 'vitest';
import {
  Collection,
  type EntityManager,
  MikroORM,
  type Opt,
  PrimaryKeyProp,
  type Rel,
} from '../../../src/index.ts';
import { type FileDatabase, fileDatabase } from '../../../src/testing/vitest/index.ts';

/** A row with an assigned key, a version and unique keys of each kind. */
@Entity()
@Unique({ properties: ['shelf', 'place'] })
export class Book {
  @PrimaryKey({ type: 'integer' })
  id: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Unique()
  @Property({ type: 'text', nullable: true })
  isbn: string | null;

  @Property({ type: 'integer', default: 0 })
  pages: number & Opt = 0;

  @ManyToOne({ entity: () => Author, nullable: true })
  author: Rel<Author> | null = null;

  @ManyToOne({ entity: () => Shelf, nullable: true })
  shelf: Rel<Shelf> | null = null;

  @Property({ type: 'integer', nullable: true })
  place: number | null = null;

  @ManyToMany({ entity: () => Author, owner: true })
  readonly editors = new Collection<Author>(this);

  constructor(id: number, isbn: string | null = `isbn ${id}`) {
    this.id = id;
    this.isbn = isbn;
  }
}

@Entity()
export class Author {
  @PrimaryKey({ type: 'uuid' })
  id: string = randomUUID();

  @Property({ type: 'text' })
  name: string;

  @OneToMany(() => Book, book => book.author)
  readonly books = new Collection<Book>(this);

  constructor(name: string) {
    this.name = name;
  }
}

@Entity()
export class Shelf {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Unique()
  @Property({ type: 'text' })
  label: string;

  constructor(label: string) {
    this.label = label;
  }
}

/** A row whose key is a relation and a column. */
@Entity()
export class Loan {
  readonly [PrimaryKeyProp]?: ['book', 'reader'];

  @ManyToOne({ entity: () => Book, primary: true })
  book: Rel<Book>;

  @PrimaryKey({ type: 'uuid' })
  reader: string;

  @Property({ type: 'integer', default: 0 })
  days: number & Opt = 0;

  constructor(book: Rel<Book>, reader: string) {
    this.book = book;
    this.reader = reader;
  }
}

@Entity()
@Filter({ name: 'open', cond: { closed: false }, default: true })
export class Account {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Unique()
  @Property({ type: 'text' })
  email: string;

  @Property({ type: 'boolean', default: false })
  closed: boolean & Opt = false;

  constructor(email: string) {
    this.email = email;
  }
}

/** A database of the test file's own with the tables of these classes. */
export function libraryDatabase(): FileDatabase<MikroORM, EntityManager> {
  return fileDatabase(
    async clientUrl => {
      const orm = await MikroORM.init({
        clientUrl,
        metadataProvider: ReflectMetadataProvider,
        entities: [Book, Author, Shelf, Loan, Account],
      });
      await orm.schema.create();
      return orm;
    },
    () => ({ url: inject('selfsame').url, name: 'template1' }),
  );
}

let given = 0;

/** A number that no other test of the file uses as a key. */
export function nextId(): number {
  return ++given * 10;
}

/** The failure of `body`, or undefined. */
export async function failureOf(body: () => unknown): Promise<unknown> {
  try {
    await body();
    return undefined;
  } catch (error) {
    return error;
  }
}

import {
  Entity,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryKey,
  Property,
  Unique,
} from '@mikro-orm/decorators/legacy';
import { Collection, type Opt, PrimaryKeyProp, type Rel } from '../../../src/index.ts';

/** Its books stay when it is deleted, on no shelf. */
@Entity()
export class Shelf {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'text' })
  name!: string;

  @OneToMany(() => Book, book => book.shelf)
  readonly books = new Collection<Book>(this);
}

/** All kinds of relations meet here. */
@Entity()
export class Book {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'text' })
  title!: string;

  @Property({ type: 'integer', nullable: true })
  price!: number | null;

  @ManyToOne({ entity: () => Shelf, nullable: true, deleteRule: 'set null' })
  shelf!: Rel<Shelf> | null;

  @OneToMany(() => Note, note => note.book)
  readonly notes = new Collection<Note>(this);

  @OneToOne(() => Cover, cover => cover.book, { nullable: true })
  cover?: Rel<Cover> | null;

  @ManyToMany(() => Tag, tag => tag.books, { owner: true })
  readonly tags = new Collection<Tag>(this);

  @ManyToMany({ entity: () => Reader, pivotEntity: () => Loan, mappedBy: reader => reader.books })
  readonly readers = new Collection<Reader>(this);
}

/** Deleted with its book. Without a version. */
@Entity()
export class Note {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'text' })
  text!: string;

  @ManyToOne({ entity: () => Book, deleteRule: 'cascade' })
  book!: Rel<Book>;
}

@Entity()
export class Cover {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'text' })
  colour!: string;

  @OneToOne({
    entity: () => Book,
    inversedBy: book => book.cover,
    owner: true,
    nullable: true,
    deleteRule: 'set null',
  })
  book!: Rel<Book> | null;
}

@Entity()
export class Tag {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Unique()
  @Property({ type: 'text' })
  name!: string;

  @ManyToMany(() => Book, book => book.tags)
  readonly books = new Collection<Book>(this);
}

@Entity()
export class Reader {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'text' })
  name!: string;

  @ManyToMany({ entity: () => Book, pivotEntity: () => Loan, inversedBy: book => book.readers })
  readonly books = new Collection<Book>(this);
}

/** What a reader has of a book: the pivot of two collections. */
@Entity()
export class Loan {
  readonly [PrimaryKeyProp]?: ['reader', 'book'];

  @ManyToOne({ entity: () => Reader, primary: true, deleteRule: 'cascade' })
  reader!: Rel<Reader>;

  @ManyToOne({ entity: () => Book, primary: true, deleteRule: 'cascade' })
  book!: Rel<Book>;

  @Property({ type: 'integer', default: 14 })
  days!: number & Opt;
}

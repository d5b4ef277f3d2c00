import {
  Entity,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryKey,
  Property,
  ReflectMetadataProvider,
} from '@mikro-orm/decorators/legacy';
import { inject } from 'vitest';
import { Collection, MikroORM, type Opt, type Rel } from '../../../src/index.ts';
import { fileDatabase } from '../../../src/testing/vitest/index.ts';

/** An author of books. */
@Entity()
export class Author {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'text' })
  name: string;

  @Property({ type: 'text', nullable: true })
  bio: string | null = null;

  @Property({ type: 'datetime' })
  born = new Date(0);

  @OneToMany(() => Book, book => book.author)
  readonly books = new Collection<Book>(this);

  constructor(name: string) {
    this.name = name;
  }
}

@Entity()
export class Book {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'text' })
  title: string;

  @ManyToOne({ entity: () => Author, nullable: true })
  author: Rel<Author> | null;

  @ManyToMany({ entity: () => Tag, owner: true })
  readonly tags = new Collection<Tag>(this);

  constructor(title: string, author: Rel<Author> | null) {
    this.title = title;
    this.author = author;
  }
}

@Entity()
export class Tag {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'text' })
  label: string;

  constructor(label: string) {
    this.label = label;
  }
}

/** A database of the file's own with the tables of the library. */
export function libraryDatabase() {
  const open = async (clientUrl: string) => {
    const orm = await MikroORM.init({
      clientUrl,
      entities: [Author, Book, Tag],
      metadataProvider: ReflectMetadataProvider,
    });
    await orm.schema.create();
    return orm;
  };
  return fileDatabase(open, () => ({ url: inject('selfsame').url, name: 'template1' }));
}

import {
  AfterCreate,
  BeforeCreate,
  Embeddable,
  Embedded,
  Entity,
  Filter,
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
  type EventArgs,
  MikroORM,
  type Opt,
  type Rel,
  Type,
} from '../../../src/index.ts';
import { type FileDatabase, fileDatabase } from '../../../src/testing/vitest/index.ts';

/** Cents in memory, euros in the table. */
class Euros extends Type<number, string> {
  override convertToDatabaseValue(cents: number): string {
    return (cents / 100).toFixed(2);
  }

  override convertToJSValue(euros: string): number {
    return Math.round(Number(euros) * 100);
  }

  override getColumnType(): string {
    return 'numeric(10,2)';
  }
}

@Embeddable()
export class Address {
  @Property({ type: 'text' })
  city!: string;

  @Property({ type: 'text', nullable: true })
  street: string | null = null;
}

/** Versioned, hidden by a filter when retired, with all that an object can get when it is created. */
@Entity()
@Filter({ name: 'working', cond: { retired: false }, default: true })
export class Author {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Unique()
  @Property({ type: 'text' })
  readonly email: string;

  @Unique()
  @Property({ type: 'text', nullable: true })
  penName: string | null = null;

  @Property({ type: 'text' })
  name: string;

  @Property({ type: 'integer', default: 18 })
  age!: number & Opt;

  @Property({ type: 'boolean' })
  retired = false;

  @Property({ type: Euros, nullable: true })
  fee: number | null = null;

  @Embedded(() => Address, { nullable: true })
  address: Address | null = null;

  @Property({ type: 'timestamptz', onCreate: () => new Date('2020-01-01') })
  createdAt!: Date & Opt;

  @Property({ type: 'timestamptz', nullable: true, onUpdate: () => new Date('2021-01-01') })
  updatedAt: Date | null = null;

  @OneToMany(() => Book, book => book.author)
  readonly books = new Collection<Book>(this);

  @Property({ persist: false, type: 'string[]' })
  readonly seen: string[] & Opt = [];

  constructor(email: string, name: string) {
    this.email = email.toLowerCase();
    this.name = name;
  }

  @BeforeCreate()
  beforeCreate({ em }: EventArgs<Author>): void {
    this.seen.push(`before ${em instanceof Object}`);
  }

  @AfterCreate()
  afterCreate(): void {
    this.seen.push(`after ${this.id > 0}`);
  }
}

/** Known by its author and title. */
@Entity()
@Unique({ properties: ['author', 'title'] })
export class Book {
  @PrimaryKey({ type: 'uuid', defaultRaw: 'gen_random_uuid()' })
  readonly id!: string & Opt;

  @ManyToOne(() => Author)
  author: Rel<Author>;

  @Property({ type: 'text' })
  title: string;

  @Property({ type: 'integer' })
  pages = 0;

  constructor(author: Rel<Author>, title: string) {
    this.author = author;
    this.title = title;
  }
}

/** Names that differ only in case are one tag. */
@Entity()
@Unique({ expression: 'create unique index tag_name_unique on tag (lower(name))', name: 'tag_name_unique' })
export class Tag {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'text' })
  name!: string;
}

/** One that is open may not have the token of another that is. */
@Entity()
@Unique({ properties: ['token'], where: { usedAt: null } })
export class Pass {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'text' })
  token!: string;

  @Property({ type: 'timestamptz', nullable: true })
  usedAt: Date | null = null;

  @Property({ type: 'integer', default: 0 })
  uses: number & Opt = 0;
}

/** Whose indexes tests make in every way that does not do. */
@Entity()
export class Odd {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'text', nullable: true })
  plain: string | null = null;

  @Property({ type: 'text', nullable: true })
  deferred: string | null = null;

  @Property({ type: 'text', nullable: true })
  broken: string | null = null;

  @Property({ type: 'text', nullable: true })
  folded: string | null = null;

  @Property({ type: 'text', nullable: true })
  sole: string | null = null;

  @Property({ type: 'citext', nullable: true })
  nick: string | null = null;
}

@Entity({ discriminatorColumn: 'kind', discriminatorMap: { cat: 'Cat', dog: 'Dog' }, abstract: true })
export abstract class Pet {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'text' })
  readonly kind!: string & Opt;

  @Unique()
  @Property({ type: 'text' })
  chip!: string;
}

@Entity()
export class Cat extends Pet {
  @Property({ type: 'integer', nullable: true })
  lives: number | null = 9;
}

@Entity()
export class Dog extends Pet {}

@Entity({ inheritance: 'tpt' })
abstract class Vehicle {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Unique()
  @Property({ type: 'text' })
  plate!: string;
}

@Entity()
export class Car extends Vehicle {
  @Property({ type: 'integer', nullable: true })
  doors: number | null = 4;
}

/** An ORM of these tables on a database of the test file's own. */
export function createDatabase(): FileDatabase<MikroORM, EntityManager> {
  return fileDatabase(openTables, () => ({ url: inject('selfsame').url, name: 'template1' }));
}

async function openTables(clientUrl: string): Promise<MikroORM> {
  const orm = await MikroORM.init({
    clientUrl,
    metadataProvider: ReflectMetadataProvider,
    entities: [Author, Book, Tag, Pass, Odd, Pet, Cat, Dog, Vehicle, Car],
  });
  await orm.em.getConnection().execute('create extension if not exists citext');
  await orm.schema.create();
  await orm.em.getConnection().execute(`
    create collation folding (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    alter table odd add constraint odd_deferred_unique unique (deferred) deferrable;
    create unique index odd_folded_unique on odd (folded collate folding);
    create unique index odd_sole_unique on odd (sole) nulls not distinct;
    create unique index odd_nick_unique on odd (nick);
    create unique index odd_broken_unique on odd (broken);
    update pg_index set indisvalid = false where indexrelid = 'odd_broken_unique'::regclass;`);
  return orm;
}

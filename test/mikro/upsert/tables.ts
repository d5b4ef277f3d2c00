import {
  Embeddable,
  Embedded,
  Entity,
  Enum,
  Formula,
  ManyToOne,
  PrimaryKey,
  Property,
  ReflectMetadataProvider,
  Unique,
} from '@mikro-orm/decorators/legacy';
import { inject } from 'vitest';
import { type EntityManager, MikroORM, type Opt, type Ref, type Rel, Type } from '../../../src/index.ts';
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

@Entity()
export class Author {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Unique()
  @Property({ type: 'text' })
  email: string;

  @Property({ type: 'text', nullable: true })
  name: string | null = null;

  @Property({ type: 'integer', default: 18 })
  age!: number & Opt;

  @Property({ type: Euros, nullable: true })
  fee: number | null = null;

  @Property({ type: 'json', nullable: true })
  tags?: unknown;

  @Property({ columnType: 'json', type: 'json', nullable: true })
  raw?: unknown;

  @Embedded(() => Address, { nullable: true })
  address: Address | null = null;

  @Embedded(() => Address, { object: true, nullable: true })
  home: Address | null = null;

  @Property({ type: 'text', lazy: true, nullable: true })
  biography?: string | null;

  @Property({ type: 'timestamptz', onCreate: () => new Date('2020-01-01') })
  createdAt!: Date & Opt;

  @Formula('upper("email")')
  readonly shout!: string & Opt;

  constructor(email: string) {
    this.email = email;
  }
}

@Entity()
@Unique({ properties: ['author', 'title'] })
export class Book {
  @PrimaryKey({ type: 'uuid', defaultRaw: 'gen_random_uuid()' })
  readonly id!: string & Opt;

  @ManyToOne(() => Author, { ref: true })
  author!: Ref<Author>;

  @Property({ type: 'text' })
  title!: string;

  @Property({ type: 'integer', default: 0 })
  pages: number & Opt = 0;
}

@Entity()
export class Score {
  @ManyToOne(() => Author, { primary: true })
  author!: Rel<Author>;

  @PrimaryKey({ type: 'integer' })
  round!: number;

  @Property({ type: 'integer' })
  points!: number;
}

/** One that is open may not have the token of another that is. */
@Entity()
@Unique({ properties: ['token'], where: { revoked: false } })
export class Pass {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'text' })
  token!: string;

  @Property({ type: 'boolean', default: false })
  revoked: boolean & Opt = false;

  @Property({ type: 'integer', default: 0 })
  uses: number & Opt = 0;
}

@Entity({ discriminatorColumn: 'kind', discriminatorMap: { cat: 'Cat', dog: 'Dog' }, abstract: true })
export abstract class Pet {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Enum({ items: ['cat', 'dog'] })
  readonly kind!: ('cat' | 'dog') & Opt;

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
export class Dog extends Pet {
  @Property({ type: 'text', nullable: true })
  trick: string | null = null;
}

@Entity({ inheritance: 'tpt' })
export abstract class Vehicle {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Unique()
  @Property({ type: 'text' })
  plate!: string;
}

@Entity()
export class Car extends Vehicle {
  @Property({ type: 'integer', nullable: true })
  doors: number | null = null;
}

/** An ORM of these tables on a database of the test file's own. */
export function upsertDatabase(): FileDatabase<MikroORM, EntityManager> {
  return fileDatabase(openTables, () => ({ url: inject('selfsame').url, name: 'template1' }));
}

async function openTables(clientUrl: string): Promise<MikroORM> {
  const orm = await MikroORM.init({
    clientUrl,
    metadataProvider: ReflectMetadataProvider,
    entities: [Author, Book, Score, Pass, Pet, Cat, Dog, Vehicle, Car],
  });
  await orm.schema.create();
  return orm;
}

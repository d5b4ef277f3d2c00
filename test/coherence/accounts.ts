import {
  Embeddable,
  Embedded,
  Entity,
  ManyToOne,
  PrimaryKey,
  Property,
  ReflectMetadataProvider,
  Unique,
} from '@mikro-orm/decorators/legacy';
import { type Opt, type Rel } from '../../src/index.ts';
import { Author, Book, Copies, libraryDatabase, Tag } from '../support/library.ts';

@Embeddable()
export class Address {
  @Property({ type: 'text', nullable: true })
  city: string | null = null;

  @Property({ type: 'text', nullable: true, hidden: true })
  street: string | null = null;
}

/** Of every kind of value that is stored otherwise than it is held, or not shown. */
@Entity()
export class Account {
  @PrimaryKey({ type: 'bigint', autoincrement: true })
  readonly id!: string;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Unique()
  @Property({ type: 'text' })
  email: string;

  @Property({ type: 'text', hidden: true })
  secret: string & Opt = 'secret';

  @Property({ type: 'integer', serializedName: 'balance' })
  cents: number & Opt = 0;

  @Property({ type: 'integer', generated: '(cents * 2) stored' })
  readonly twice!: number & Opt;

  @Property({ type: 'datetime', nullable: true })
  closed: Date | null = null;

  @Embedded(() => Address)
  address: Address & Opt = new Address();

  @ManyToOne(() => Author, { nullable: true })
  owner: Rel<Author> | null = null;

  constructor(email: string) {
    this.email = email;
  }
}

/** Of two tables. */
@Entity({ inheritance: 'tpt' })
class Person {
  @PrimaryKey({ type: 'integer' })
  id: number;

  @Property({ type: 'text' })
  name: string;

  constructor(id: number, name: string) {
    this.id = id;
    this.name = name;
  }
}

@Entity()
export class Teacher extends Person {
  @Property({ type: 'text' })
  subject = 'art';
}

export const accountsDatabase = () =>
  libraryDatabase({
    entities: [Author, Book, Tag, Copies, Account, Person, Teacher],
    metadataProvider: ReflectMetadataProvider,
    pool: { min: 0, max: 1 },
  });

import { Buffer } from 'node:buffer';
import {
  Embeddable,
  Embedded,
  Entity,
  Enum,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryKey,
  Property,
  Unique,
} from '@mikro-orm/decorators/legacy';
import {
  ArrayType,
  BlobType,
  Collection,
  type Opt,
  PrimaryKeyProp,
  type Rel,
  ScalarReference,
} from '../../src/index.ts';

@Embeddable()
export class Address {
  @Property({ type: 'text', nullable: true })
  street: string | null;

  @Property({ type: 'text', nullable: true })
  city: string | null;

  constructor(street: string | null, city: string | null) {
    this.street = street;
    this.city = city;
  }
}

@Embeddable()
export class Contact {
  @Property({ type: 'text' })
  phone: string;

  @Property({ type: 'json' })
  mails: string[] = [];

  constructor(phone: string) {
    this.phone = phone;
  }
}

export const moods = ['calm', 'glad', 'cross'] as const;
export type Mood = (typeof moods)[number];

/** A versioned hierarchy in one table, with every kind of value that a column can have. */
@Entity({
  discriminatorColumn: 'kind',
  discriminatorMap: { painter: 'Painter', guide: 'Guide' },
  abstract: true,
})
export abstract class Person {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'text' })
  name: string;

  @Unique()
  @Property({ type: 'text', nullable: true })
  email: string | null = null;

  @Property({ type: 'datetime', nullable: true })
  born: Date | null = null;

  @Property({ type: 'json' })
  prizes: { years: number[]; best?: string } = { years: [] };

  @Property({ type: BlobType, nullable: true })
  photo: Uint8Array | null = null;

  @Property({ type: ArrayType })
  words: string[] = [];

  @Enum({ items: () => [...moods], type: 'text' })
  mood: Mood = 'calm';

  @Property({ type: 'text', lazy: true, ref: true, nullable: true })
  bio: ScalarReference<string | null> = new ScalarReference<string | null>('short', true);

  @Embedded(() => Address, { nullable: true })
  address: Address | null = null;

  @Embedded(() => Contact, { object: true, nullable: true })
  contact: Contact | null = null;

  @ManyToOne({ entity: () => Person, nullable: true, deleteRule: 'set null' })
  mentor: Rel<Person> | null = null;

  @OneToMany(() => Person, person => person.mentor)
  readonly pupils = new Collection<Person>(this);

  /** Not stored. */
  @Property({ type: 'text', persist: false })
  nickname: string & Opt = 'none';

  @Property({ type: 'integer', accessor: true, hidden: true })
  get secret(): number & Opt {
    return this._secret;
  }

  set secret(secret: number) {
    this._secret = secret;
  }

  _secret = 1;

  constructor(name: string) {
    this.name = name;
  }

  static withAll<P extends Person>(person: P, number: number): P {
    person.email = `${number}@x`;
    person.born = new Date(Date.UTC(1900 + number, 0, 1));
    person.prizes = { years: [1900, 1900 + number], best: 'first' };
    person.photo = Buffer.from([number, 2, 3]);
    person.words = ['a', `b${number}`];
    person.address = new Address('Main', `City ${number}`);
    person.contact = new Contact(`+${number}`);
    return person;
  }
}

@Entity({ discriminatorValue: 'painter' })
export class Painter extends Person {
  @OneToMany(() => Painting, painting => painting.painter, { orphanRemoval: true })
  readonly paintings = new Collection<Painting>(this);

  @OneToOne(() => Studio, studio => studio.owner)
  studio: Rel<Studio> | null = null;
}

@Entity({ discriminatorValue: 'guide' })
export class Guide extends Person {
  @Property({ type: 'text', nullable: true })
  language: string | null = null;
}

/** Without a version; each belongs to one painter at most. */
@Entity()
export class Studio {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer' })
  rent: number;

  @OneToOne(() => Painter, painter => painter.studio, { owner: true, nullable: true, deleteRule: 'set null' })
  owner: Rel<Painter> | null = null;

  constructor(rent: number) {
    this.rent = rent;
  }
}

/** An orphan when no painter has it. No two hang in one slot, as the database finds at the COMMIT. */
@Entity()
export class Painting {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Unique()
  @Property({ type: 'text' })
  code: string;

  @Property({ type: 'integer', nullable: true })
  slot: number | null = null;

  @ManyToOne({ entity: () => Painter, nullable: true, deleteRule: 'cascade' })
  painter: Rel<Painter> | null = null;

  @ManyToMany({ entity: () => Tag, owner: true })
  readonly tags = new Collection<Tag>(this);

  @OneToMany(() => Loan, loan => loan.painting)
  readonly loans = new Collection<Loan>(this);

  constructor(code: string, painter: Painter | null) {
    this.code = code;
    this.painter = painter;
  }
}

/** The other side of many-to-many. */
@Entity()
export class Tag {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Unique()
  @Property({ type: 'text' })
  label: string;

  @ManyToMany({ entity: () => Painting, mappedBy: 'tags' })
  readonly paintings = new Collection<Painting>(this);

  constructor(label: string) {
    this.label = label;
  }
}

/** A key of two columns, one of which is a relation. */
@Entity()
export class Loan {
  [PrimaryKeyProp]?: ['painting', 'room'];

  @ManyToOne({ entity: () => Painting, primary: true, deleteRule: 'cascade' })
  painting: Rel<Painting>;

  @PrimaryKey({ type: 'text' })
  room: string;

  @Property({ type: 'text', nullable: true })
  note: string | null = null;

  constructor(painting: Painting, room: string) {
    this.painting = painting;
    this.room = room;
  }
}

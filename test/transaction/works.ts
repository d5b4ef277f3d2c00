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
import { Collection, type Opt, PrimaryKeyProp, type Rel } from '../../src/index.ts';
import { Painter } from './people.ts';

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

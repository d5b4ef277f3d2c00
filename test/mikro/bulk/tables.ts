import {
  Entity,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryKey,
  Property,
  ReflectMetadataProvider,
} from '@mikro-orm/decorators/legacy';
import { inject } from 'vitest';
import { Collection, MikroORM, type Opt, type Options, type Rel } from '../../../src/index.ts';
import { fileDatabase } from '../../../src/testing/vitest/index.ts';
import { Course, Left, Pupil, Right, Seating, Truck, Vehicle } from './untold-tables.ts';

/** A show, the root of most cascades. */
@Entity()
export class Play {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'text' })
  title: string;

  @OneToMany(() => Place, place => place.play)
  readonly places = new Collection<Place>(this);

  @OneToOne({ entity: () => Poster, mappedBy: 'play' })
  poster?: Rel<Poster> | null;

  constructor(title: string) {
    this.title = title;
  }
}

@Entity()
export class Holder {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'text' })
  name: string;

  @OneToMany(() => Place, place => place.holder)
  readonly places = new Collection<Place>(this);

  constructor(name: string) {
    this.name = name;
  }
}

/** A place goes with its play, and loses its holder with the holder. */
@Entity()
export class Place {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'integer' })
  number: number;

  @Property({ type: 'integer' })
  price = 100;

  @Property({ type: 'integer' })
  listPrice = 120;

  @Property({ type: 'text', nullable: true, lazy: true })
  remark: string | null = null;

  @ManyToOne({ entity: () => Play, nullable: true, deleteRule: 'cascade' })
  play: Rel<Play> | null;

  @ManyToOne({ entity: () => Holder, nullable: true })
  holder: Rel<Holder> | null = null;

  @OneToMany(() => Memo, memo => memo.place)
  readonly memos = new Collection<Memo>(this);

  @ManyToMany({ entity: () => Mark, owner: true })
  readonly marks = new Collection<Mark>(this);

  constructor(play: Rel<Play> | null, number: number) {
    this.play = play;
    this.number = number;
  }
}

/** A third step of the cascade. */
@Entity()
export class Memo {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @ManyToOne({ entity: () => Place, deleteRule: 'cascade' })
  place: Rel<Place>;

  @Property({ type: 'text' })
  text = '';

  constructor(place: Rel<Place>) {
    this.place = place;
  }
}

@Entity()
export class Mark {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'text' })
  label: string;

  @ManyToMany({ entity: () => Place, mappedBy: 'marks' })
  readonly places = new Collection<Place>(this);

  constructor(label: string) {
    this.label = label;
  }
}

@Entity()
export class Poster {
  @PrimaryKey({ type: 'uuid', defaultRaw: 'gen_random_uuid()' })
  readonly id!: string;

  @OneToOne({ entity: () => Play, inversedBy: 'poster', nullable: true, deleteRule: 'set null', owner: true })
  play: Rel<Play> | null;

  constructor(play: Rel<Play> | null) {
    this.play = play;
  }
}

@Entity()
export class Room {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @OneToMany(() => Desk, desk => desk.room)
  readonly desks = new Collection<Desk>(this);
}

/** Goes to room 1 when its own is gone. */
@Entity()
export class Desk {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @ManyToOne({ entity: () => Room, deleteRule: 'set default', default: 1 })
  room: Rel<Room>;

  constructor(room: Rel<Room>) {
    this.room = room;
  }
}

/** Refers to its own class. */
@Entity()
export class Branch {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @ManyToOne({ entity: () => Branch, nullable: true, deleteRule: 'cascade' })
  parent: Rel<Branch> | null;

  @OneToMany(() => Branch, branch => branch.parent)
  readonly children = new Collection<Branch>(this);

  constructor(parent: Rel<Branch> | null) {
    this.parent = parent;
  }
}

/** A key of two columns. */
@Entity()
export class Stay {
  @ManyToOne({ entity: () => Holder, primary: true, deleteRule: 'cascade' })
  holder: Rel<Holder>;

  @PrimaryKey({ type: 'text' })
  town: string;

  @Property({ type: 'integer' })
  nights = 1;

  constructor(holder: Rel<Holder>, town: string) {
    this.holder = holder;
    this.town = town;
  }
}

/** Two classes in one table. */
@Entity({ discriminatorColumn: 'kind', discriminatorMap: { plain: 'Pass', day: 'DayPass' } })
export class Pass {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'text' })
  readonly kind!: string & Opt;

  @Property({ type: 'integer' })
  price = 10;
}

@Entity({ discriminatorValue: 'day' })
export class DayPass extends Pass {
  @Property({ type: 'integer', nullable: true })
  day: number | null = null;
}

/** A database of the file's own with these tables. */
export function bulkDatabase(options: Options = {}) {
  const open = async (clientUrl: string) => {
    const orm = await MikroORM.init({
      clientUrl,
      entities: [
        Play,
        Holder,
        Place,
        Memo,
        Mark,
        Poster,
        Branch,
        Stay,
        Pass,
        DayPass,
        Left,
        Right,
        Course,
        Pupil,
        Seating,
        Vehicle,
        Truck,
        Room,
        Desk,
      ],
      metadataProvider: ReflectMetadataProvider,
      ...options,
    });
    await orm.schema.create();
    return orm;
  };
  return fileDatabase(open, () => ({ url: inject('selfsame').url, name: 'template1' }));
}

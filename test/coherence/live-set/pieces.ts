import { type Opt, type Rel } from '@mikro-orm/core';
import {
  Embeddable,
  Embedded,
  Entity,
  Enum,
  Filter,
  ManyToOne,
  OneToMany,
  PrimaryKey,
  Property,
  ReflectMetadataProvider,
} from '@mikro-orm/decorators/legacy';
import { inject } from 'vitest';
import { Collection, type EntityManager, MikroORM, type Options } from '../../../src/index.ts';
import { type FileDatabase, fileDatabase } from '../../../src/testing/vitest/index.ts';

@Embeddable()
export class Size {
  @Property({ type: 'integer', nullable: true })
  width: number | null = null;

  @Property({ type: 'date', nullable: true })
  measured: string | null = null;
}

@Entity()
export class Shelf {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'text' })
  name = 'shelf';

  @OneToMany(() => Piece, piece => piece.shelf)
  readonly pieces = new Collection<Piece>(this);
}

/** Its key is two columns. */
@Entity()
export class Spot {
  @PrimaryKey({ type: 'integer' })
  room: number;

  @PrimaryKey({ type: 'integer' })
  number: number;

  constructor(room: number, number: number) {
    this.room = room;
    this.number = number;
  }
}

export enum Mood {
  Calm = 'calm',
  Wild = 'wild',
}

/** A property for every kind of column that memory can decide, and for some that it cannot; all may be null. */
@Entity()
@Filter({ name: 'unhidden', cond: { hidden: false }, default: true })
@Filter({ name: 'counted', cond: args => ({ count: { $gte: args['least'] as number } }) })
export class Piece {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'boolean' })
  hidden: boolean & Opt = false;

  @Property({ type: 'integer', nullable: true })
  count: number | null = null;

  @Property({ type: 'bigint', nullable: true })
  big: bigint | null = null;

  @Property({ type: 'boolean', nullable: true })
  open: boolean | null = null;

  @Property({ type: 'double', nullable: true })
  rate: number | null = null;

  @Property({ type: 'float', nullable: true })
  weight: number | null = null;

  @Property({ type: 'text', collation: 'C', nullable: true })
  code: string | null = null;

  @Property({ type: 'text', collation: 'und-x-icu', nullable: true })
  name: string | null = null;

  @Property({ type: 'uuid', nullable: true })
  tag: string | null = null;

  @Property({ type: 'date', nullable: true })
  day: string | null = null;

  @Property({ type: 'datetime', length: 3, nullable: true })
  at: Date | null = null;

  @Property({ type: 'datetime', nullable: true })
  seen: Date | null = null;

  @Enum({ items: () => Mood, nullable: true })
  mood: Mood | null = null;

  @Property({ type: 'decimal', precision: 10, scale: 2, nullable: true })
  price: string | null = null;

  @Property({ type: 'json', nullable: true })
  facts: (object & Opt) | null = null;

  @Property({ type: 'text', nullable: true, lazy: true })
  note: string | null = null;

  @Property({ type: 'integer', generated: '(count * 2) stored', nullable: true })
  readonly twice!: (number | null) & Opt;

  @Embedded(() => Size)
  size: Size & Opt = new Size();

  @Embedded(() => Size, { object: true, nullable: true })
  boxed: Size | null = null;

  @ManyToOne(() => Shelf, { nullable: true })
  shelf: Rel<Shelf> | null = null;

  @ManyToOne(() => Spot, { nullable: true })
  spot: Rel<Spot> | null = null;
}

/** A class and its subclass in one table. */
@Entity({ discriminatorColumn: 'kind', discriminatorValue: 'box' })
export class Box {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'integer' })
  count: number & Opt = 1;

  @Property({ type: 'text' })
  readonly kind!: string & Opt;

  @OneToMany(() => Lid, lid => lid.box, { orphanRemoval: true })
  readonly lids = new Collection<Lid>(this);
}

/** Is deleted when its box does not have it any more. */
@Entity()
export class Lid {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @ManyToOne(() => Box)
  box!: Rel<Box>;

  @OneToMany(() => Knob, knob => knob.lid, { orphanRemoval: true })
  readonly knobs = new Collection<Knob>(this);
}

/** Is deleted along with its lid. */
@Entity()
export class Knob {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @ManyToOne(() => Lid)
  lid!: Rel<Lid>;
}

/** Each schema has a table of them. */
@Entity({ schema: '*' })
export class Branch {
  @PrimaryKey({ type: 'integer' })
  id!: number;
}

@Entity({ discriminatorValue: 'crate' })
export class Crate extends Box {}

/** The database of the pieces, with the options that a test wants. */
export function pieceDatabase(options: Options = {}): FileDatabase<MikroORM, EntityManager> {
  const open = async (clientUrl: string) => {
    const orm = await MikroORM.init({
      clientUrl,
      entities: [Piece, Shelf, Spot, Size, Box, Crate, Lid, Knob, Branch],
      metadataProvider: ReflectMetadataProvider,
      ...options,
    });
    await orm.schema.create();
    return orm;
  };
  return fileDatabase(open, () => ({ url: inject('selfsame').url, name: 'template1' }));
}

import { Entity, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { type Opt, type Rel } from '../../src/index.ts';
import type { Tags } from './law/row.ts';

/** What letters and cards refer to. Nobody ever changes a shelf. */
@Entity()
export class Shelf {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'text' })
  readonly name!: string;
}

@Entity({ abstract: true })
export abstract class Paper {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Unique()
  @Property({ type: 'text' })
  code!: string;

  @Property({ type: 'text' })
  title!: string;

  @Property({ type: 'text', nullable: true })
  note!: string | null;

  @ManyToOne({ entity: () => Shelf, nullable: true })
  shelf!: Rel<Shelf> | null;

  @Property({ type: 'json' })
  tags!: Tags;
}

/** Versioned. */
@Entity()
export class Letter extends Paper {
  @Property({ type: 'integer', version: true })
  version!: number & Opt;
}

/** Without a version. */
@Entity()
export class Card extends Paper {}

import { Entity, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { type Opt, type Rel } from '../../../src/index.ts';

/** The parent of the rows of one shape. Adds the collection `rows`. */
@Entity({ abstract: true })
export abstract class Shelf {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;
}

/** What the laws ask of every row, besides the field that makes its shape. */
@Entity({ abstract: true })
export abstract class Row {
  @Unique()
  @Property({ type: 'text' })
  tag: string;

  /** The tag again, in a column that no unique index covers. */
  @Property({ type: 'text' })
  readonly label: string;

  /** What `changeOther` edits. */
  @Property({ type: 'integer', default: 0 })
  other: number & Opt = 0;

  @Property({ type: 'text', nullable: true })
  note: string | null = 'noted';

  abstract shelf: Rel<Shelf> | null;

  constructor(tag: string) {
    this.tag = tag;
    this.label = tag;
  }
}

/** A row with a version. */
@Entity({ abstract: true })
export abstract class VersionedRow extends Row {
  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;
}

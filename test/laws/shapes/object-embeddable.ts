import {
  Embeddable,
  Embedded,
  Entity,
  ManyToOne,
  OneToMany,
  PrimaryKey,
  Property,
} from '@mikro-orm/decorators/legacy';
import { Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Embeddable()
class Size {
  @Property({ type: 'integer' })
  width: number;

  @Property({ type: 'datetime' })
  measuredAt: Date = new Date('2030-01-01T00:00:00Z');

  constructor(width: number) {
    this.width = width;
  }
}

@Entity()
class ObjectEmbedding extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Embedded(() => Size, { object: true, nullable: true })
  size: Size | null = new Size(1);

  @ManyToOne({ entity: () => ObjectEmbeddingShelf, nullable: true })
  shelf: Rel<ObjectEmbeddingShelf> | null = null;
}

@Entity()
class ObjectEmbeddingShelf extends Shelf {
  @OneToMany(() => ObjectEmbedding, row => row.shelf)
  readonly rows = new Collection<ObjectEmbedding>(this);
}

export const objectEmbeddable = shape({
  name: 'an embeddable in one JSON column',
  type: ObjectEmbedding,
  shelf: ObjectEmbeddingShelf,
  versioned: true,
  field: 'size',
  theirs: `"size" = jsonb_set("size", '{width}', '3')`,
  theirsNull: `"size" = null`,
  given: tag => new ObjectEmbedding(tag),
  key: row => row.id,
  change: row => void (row.size!.width = 2),
});

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
class Stop {
  @Property({ type: 'text' })
  place: string;

  constructor(place: string) {
    this.place = place;
  }
}

@Entity()
class ArrayEmbedding extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Embedded(() => Stop, { array: true, nullable: true })
  stops: Stop[] | null = [new Stop('Basel'), new Stop('Bern')];

  @ManyToOne({ entity: () => ArrayEmbeddingShelf, nullable: true })
  shelf: Rel<ArrayEmbeddingShelf> | null = null;
}

@Entity()
class ArrayEmbeddingShelf extends Shelf {
  @OneToMany(() => ArrayEmbedding, row => row.shelf)
  readonly rows = new Collection<ArrayEmbedding>(this);
}

export const embeddableArray = shape({
  name: 'an array of embeddables',
  type: ArrayEmbedding,
  shelf: ArrayEmbeddingShelf,
  versioned: true,
  field: 'stops',
  theirs: `"stops" = '[{"place":"Thun"}]'`,
  theirsNull: `"stops" = null`,
  given: tag => new ArrayEmbedding(tag),
  key: row => row.id,
  change: row => void row.stops!.push(new Stop('Brig')),
});

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
class Address {
  @Property({ type: 'text', nullable: true })
  street: string | null;

  @Property({ type: 'text', nullable: true })
  city: string | null;

  constructor(street: string | null, city: string | null) {
    this.street = street;
    this.city = city;
  }
}

@Entity()
class Embedding extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Embedded(() => Address, { nullable: true })
  address: Address | null = new Address('Base Street', 'Basel');

  @ManyToOne({ entity: () => EmbeddingShelf, nullable: true })
  shelf: Rel<EmbeddingShelf> | null = null;
}

@Entity()
class EmbeddingShelf extends Shelf {
  @OneToMany(() => Embedding, row => row.shelf)
  readonly rows = new Collection<Embedding>(this);
}

export const inlineEmbeddable = shape({
  name: 'an embeddable in columns',
  type: Embedding,
  shelf: EmbeddingShelf,
  versioned: true,
  field: 'address',
  theirs: `"address_street" = 'Their Street'`,
  theirsNull: `"address_street" = null, "address_city" = null`,
  given: tag => new Embedding(tag),
  key: row => row.id,
  change: row => void (row.address!.street = 'My Street'),
});

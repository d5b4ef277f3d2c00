import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Opt, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class Generated extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'integer', nullable: true })
  price: number | null = 1;

  @Property({ type: 'integer', generated: '("price" * 2) stored', nullable: true })
  readonly doubled!: number & Opt;

  @ManyToOne({ entity: () => GeneratedShelf, nullable: true })
  shelf: Rel<GeneratedShelf> | null = null;
}

@Entity()
class GeneratedShelf extends Shelf {
  @OneToMany(() => Generated, row => row.shelf)
  readonly rows = new Collection<Generated>(this);
}

export const generatedColumn = shape({
  name: 'a generated column',
  type: Generated,
  shelf: GeneratedShelf,
  versioned: true,
  field: 'price',
  theirs: `"price" = 3`,
  theirsNull: `"price" = null`,
  given: tag => new Generated(tag),
  key: row => row.id,
  change: row => void (row.price = 2),
});

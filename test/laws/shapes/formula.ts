import { Entity, Formula, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Opt, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class Calculated extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'integer', nullable: true })
  price: number | null = 1;

  @Formula(row => `${row['price']} * 2`, { type: 'integer' })
  readonly doubled!: number & Opt;

  @ManyToOne({ entity: () => CalculatedShelf, nullable: true })
  shelf: Rel<CalculatedShelf> | null = null;
}

@Entity()
class CalculatedShelf extends Shelf {
  @OneToMany(() => Calculated, row => row.shelf)
  readonly rows = new Collection<Calculated>(this);
}

export const formula = shape({
  name: 'a formula',
  type: Calculated,
  shelf: CalculatedShelf,
  versioned: true,
  field: 'price',
  select: '*, "price" * 2 as "doubled"',
  theirs: `"price" = 3`,
  theirsNull: `"price" = null`,
  given: tag => new Calculated(tag),
  key: row => row.id,
  change: row => void (row.price = 2),
});

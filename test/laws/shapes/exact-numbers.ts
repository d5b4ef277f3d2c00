import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { BigIntType, Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class ExactNumbers extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'decimal', precision: 20, scale: 2, nullable: true })
  amount: string | null = '900719925474099300.10';

  @Property({ type: new BigIntType('bigint'), nullable: true })
  count: bigint | null = 9_007_199_254_740_993n;

  @ManyToOne({ entity: () => ExactNumbersShelf, nullable: true })
  shelf: Rel<ExactNumbersShelf> | null = null;
}

@Entity()
class ExactNumbersShelf extends Shelf {
  @OneToMany(() => ExactNumbers, row => row.shelf)
  readonly rows = new Collection<ExactNumbers>(this);
}

export const exactNumbers = shape({
  name: 'a decimal and a bigint',
  type: ExactNumbers,
  shelf: ExactNumbersShelf,
  versioned: true,
  field: 'amount',
  theirs: `"amount" = 900719925474099300.30, "count" = 9007199254740995`,
  theirsNull: `"amount" = null, "count" = null`,
  given: tag => new ExactNumbers(tag),
  key: row => row.id,
  change(row) {
    row.amount = '900719925474099300.20';
    row.count = 9_007_199_254_740_994n;
  },
});

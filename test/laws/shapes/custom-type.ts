import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel, Type } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

class Money {
  readonly currency: string;
  readonly cents: number;

  constructor(currency: string, cents: number) {
    this.currency = currency;
    this.cents = cents;
  }
}

/** Stored as "EUR 950". */
class MoneyType extends Type<Money | null, string | null> {
  override convertToDatabaseValue(value: Money | null): string | null {
    return value instanceof Money ? `${value.currency} ${value.cents}` : value;
  }

  override convertToJSValue(value: string | null): Money | null {
    if (value === null) return null;
    const [currency = '', cents = ''] = value.split(' ');
    return new Money(currency, Number(cents));
  }

  override getColumnType(): string {
    return 'text';
  }
}

@Entity()
class CustomTyped extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: MoneyType, nullable: true })
  price: Money | null = new Money('EUR', 100);

  @ManyToOne({ entity: () => CustomTypedShelf, nullable: true })
  shelf: Rel<CustomTypedShelf> | null = null;
}

@Entity()
class CustomTypedShelf extends Shelf {
  @OneToMany(() => CustomTyped, row => row.shelf)
  readonly rows = new Collection<CustomTyped>(this);
}

export const customType = shape({
  name: 'a custom type',
  type: CustomTyped,
  shelf: CustomTypedShelf,
  versioned: true,
  field: 'price',
  theirs: `"price" = 'CHF 300'`,
  theirsNull: `"price" = null`,
  given: tag => new CustomTyped(tag),
  key: row => row.id,
  change: row => void (row.price = new Money('EUR', 200)),
});

import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, PrimaryKeyProp, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class Order {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;
}

@Entity()
class OrderLine extends VersionedRow {
  readonly [PrimaryKeyProp]?: ['order', 'line'];

  @ManyToOne({ entity: () => Order, primary: true })
  order: Rel<Order> = new Order();

  @PrimaryKey({ type: 'integer' })
  line!: number;

  @Property({ type: 'text', nullable: true })
  name: string | null = 'base';

  @ManyToOne({ entity: () => OrderLineShelf, nullable: true })
  shelf: Rel<OrderLineShelf> | null = null;
}

@Entity()
class OrderLineShelf extends Shelf {
  @OneToMany(() => OrderLine, row => row.shelf)
  readonly rows = new Collection<OrderLine>(this);
}

export const compositeKeyWithRelation = shape({
  name: 'a key of a relation and a column',
  type: OrderLine,
  shelf: OrderLineShelf,
  others: [Order],
  versioned: true,
  field: 'name',
  theirs: `"name" = 'theirs'`,
  theirsNull: `"name" = null`,
  given: (tag, n) => Object.assign(new OrderLine(tag), { line: n }),
  key: row => [row.order.id, row.line],
  change: row => void (row.name = 'mine'),
  oddKeys: row => [
    [`${row.order.id}`, row.line],
    [row.order.id, `0${row.line}`],
  ],
  rekey: (row, n) => void (row.line = 1_000_000 + n),
});

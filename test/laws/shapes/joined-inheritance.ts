import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type EntityClass, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity({ inheritance: 'tpt' })
abstract class Vehicle extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @ManyToOne({ entity: () => VehicleShelf, nullable: true })
  shelf: Rel<VehicleShelf> | null = null;
}

@Entity()
class Car extends Vehicle {
  @Property({ type: 'text', nullable: true })
  plate: string | null = 'base';
}

@Entity()
class Boat extends Vehicle {
  @Property({ type: 'integer', nullable: true })
  draught: number | null = null;
}

@Entity()
class VehicleShelf extends Shelf {
  @OneToMany(() => Vehicle, row => row.shelf)
  readonly rows = new Collection<Vehicle>(this);
}

const cars = {
  shelf: VehicleShelf,
  others: [Vehicle as EntityClass<Vehicle>, Car, Boat],
  versioned: true,
  field: 'plate',
  theirs: `"plate" = 'theirs'`,
  theirsNull: `"plate" = null`,
  given: (tag: string) => new Car(tag),
  key: (row: Car) => row.id,
  change: (row: Car) => void (row.plate = 'mine'),
};

export const joinedTables = shape({ name: 'a class of two joined tables', type: Car, ...cars });

export const joinedTablesRoot = shape({
  name: 'a class of two joined tables, read as the root class',
  type: Vehicle as EntityClass<Vehicle> as EntityClass<Car>,
  ...cars,
});

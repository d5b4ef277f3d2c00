import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel, Type } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

class Place {
  readonly x: number;
  readonly y: number;

  constructor(x: number, y: number) {
    this.x = x;
    this.y = y;
  }
}

/** A point, which SQL writes as text and reads from text. */
class PlaceType extends Type<Place | null, string | null> {
  override convertToDatabaseValue(value: Place | null): string | null {
    return value instanceof Place ? `(${value.x},${value.y})` : value;
  }

  override convertToJSValue(value: string | null): Place | null {
    if (value === null) return null;
    const [x = 0, y = 0] = value.slice(1, -1).split(',').map(Number);
    return new Place(x, y);
  }

  override convertToDatabaseValueSQL(key: string): string {
    return `${key}::point`;
  }

  override convertToJSValueSQL(key: string): string {
    return `(${key})::text`;
  }

  override getColumnType(): string {
    return 'point';
  }
}

@Entity()
class SqlTyped extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: PlaceType, nullable: true })
  place: Place | null = new Place(1, 1);

  @ManyToOne({ entity: () => SqlTypedShelf, nullable: true })
  shelf: Rel<SqlTypedShelf> | null = null;
}

@Entity()
class SqlTypedShelf extends Shelf {
  @OneToMany(() => SqlTyped, row => row.shelf)
  readonly rows = new Collection<SqlTyped>(this);
}

export const sqlType = shape({
  name: 'a custom type that SQL converts',
  type: SqlTyped,
  shelf: SqlTypedShelf,
  versioned: true,
  field: 'place',
  select: '*, "place"::text as "place"',
  theirs: `"place" = '(3,3)'`,
  theirsNull: `"place" = null`,
  given: tag => new SqlTyped(tag),
  key: row => row.id,
  change: row => void (row.place = new Place(2, 2)),
});

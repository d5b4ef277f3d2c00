import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class Dates extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'datetime', length: 3, nullable: true })
  startsAt: Date | null = new Date('2030-01-01T20:00:00.123Z');

  @Property({ type: 'date', nullable: true })
  day: string | null = '2030-01-01';

  @Property({ type: 'time', length: 0, nullable: true })
  hour: string | null = '20:00:00';

  @ManyToOne({ entity: () => DatesShelf, nullable: true })
  shelf: Rel<DatesShelf> | null = null;
}

@Entity()
class DatesShelf extends Shelf {
  @OneToMany(() => Dates, row => row.shelf)
  readonly rows = new Collection<Dates>(this);
}

export const dates = shape({
  name: 'a timestamp, a date and a time',
  type: Dates,
  shelf: DatesShelf,
  versioned: true,
  field: 'startsAt',
  theirs: `"starts_at" = '2032-03-03T20:00:00.789Z', "day" = '2032-03-03', "hour" = '23:00:00'`,
  theirsNull: `"starts_at" = null, "day" = null, "hour" = null`,
  given: tag => new Dates(tag),
  key: row => row.id,
  change(row) {
    row.startsAt = new Date('2031-02-02T20:00:00.456Z');
    row.day = '2031-02-02';
    row.hour = '21:00:00';
  },
});

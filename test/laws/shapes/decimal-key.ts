import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class DecimalKeyed extends VersionedRow {
  @PrimaryKey({ type: 'decimal', precision: 12, scale: 2 })
  section!: string;

  @Property({ type: 'text', nullable: true })
  name: string | null = 'base';

  @ManyToOne({ entity: () => DecimalKeyedShelf, nullable: true })
  shelf: Rel<DecimalKeyedShelf> | null = null;
}

@Entity()
class DecimalKeyedShelf extends Shelf {
  @OneToMany(() => DecimalKeyed, row => row.shelf)
  readonly rows = new Collection<DecimalKeyed>(this);
}

export const decimalKey = shape({
  name: 'a decimal key',
  type: DecimalKeyed,
  shelf: DecimalKeyedShelf,
  versioned: true,
  field: 'name',
  theirs: `"name" = 'theirs'`,
  theirsNull: `"name" = null`,
  given: (tag, n) => Object.assign(new DecimalKeyed(tag), { section: `${n}.50` }),
  key: row => row.section,
  change: row => void (row.name = 'mine'),
  oddKeys: row => [row.section.slice(0, -1), Number(row.section), `${row.section}0`],
  rekey: (row, n) => void (row.section = `${n}.75`),
});

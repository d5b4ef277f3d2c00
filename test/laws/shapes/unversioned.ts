import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel } from '../../../src/index.ts';
import { Row, Shelf } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class Unversioned extends Row {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'text', nullable: true })
  name: string | null = 'base';

  @ManyToOne({ entity: () => UnversionedShelf, nullable: true })
  shelf: Rel<UnversionedShelf> | null = null;
}

@Entity()
class UnversionedShelf extends Shelf {
  @OneToMany(() => Unversioned, row => row.shelf)
  readonly rows = new Collection<Unversioned>(this);
}

export const unversioned = shape({
  name: 'no version',
  type: Unversioned,
  shelf: UnversionedShelf,
  versioned: false,
  field: 'name',
  theirs: `"name" = 'theirs'`,
  theirsNull: `"name" = null`,
  given: tag => new Unversioned(tag),
  key: row => row.id,
  change: row => void (row.name = 'mine'),
  rekey: (row, n) => void (row.id = 1_000_000 + n),
});

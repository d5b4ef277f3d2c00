import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class Plain extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'text', nullable: true })
  name: string | null = 'base';

  @ManyToOne({ entity: () => PlainShelf, nullable: true })
  shelf: Rel<PlainShelf> | null = null;
}

@Entity()
class PlainShelf extends Shelf {
  @OneToMany(() => Plain, row => row.shelf)
  readonly rows = new Collection<Plain>(this);
}

export const plain = shape({
  name: 'an integer key',
  type: Plain,
  shelf: PlainShelf,
  versioned: true,
  field: 'name',
  theirs: `"name" = 'theirs'`,
  theirsNull: `"name" = null`,
  given: tag => new Plain(tag),
  key: row => row.id,
  change: row => void (row.name = 'mine'),
  oddKeys: row => [`${row.id}`, `0${row.id}`, BigInt(row.id)],
  rekey: (row, n) => void (row.id = 1_000_000 + n),
});

import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class PaddedKeyed extends VersionedRow {
  @PrimaryKey({ type: 'string', columnType: 'char(8)' })
  code!: string;

  @Property({ type: 'text', nullable: true })
  name: string | null = 'base';

  @ManyToOne({ entity: () => PaddedKeyedShelf, nullable: true })
  shelf: Rel<PaddedKeyedShelf> | null = null;
}

@Entity()
class PaddedKeyedShelf extends Shelf {
  @OneToMany(() => PaddedKeyed, row => row.shelf)
  readonly rows = new Collection<PaddedKeyed>(this);
}

export const paddedKey = shape({
  name: 'a key that PostgreSQL pads with blanks',
  type: PaddedKeyed,
  shelf: PaddedKeyedShelf,
  versioned: true,
  field: 'name',
  theirs: `"name" = 'theirs'`,
  theirsNull: `"name" = null`,
  given: (tag, n) => Object.assign(new PaddedKeyed(tag), { code: `k${n}`.padEnd(8) }),
  key: row => row.code,
  change: row => void (row.name = 'mine'),
  oddKeys: row => [row.code.trimEnd(), `${row.code.trimEnd()} `],
  rekey: (row, n) => void (row.code = `m${n}`.padEnd(8)),
});

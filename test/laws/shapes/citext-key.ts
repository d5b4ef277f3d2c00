import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class CitextKeyed extends VersionedRow {
  @PrimaryKey({ type: 'string', columnType: 'citext' })
  code!: string;

  @Property({ type: 'text', nullable: true })
  name: string | null = 'base';

  @ManyToOne({ entity: () => CitextKeyedShelf, nullable: true })
  shelf: Rel<CitextKeyedShelf> | null = null;
}

@Entity()
class CitextKeyedShelf extends Shelf {
  @OneToMany(() => CitextKeyed, row => row.shelf)
  readonly rows = new Collection<CitextKeyed>(this);
}

export const citextKey = shape({
  name: 'a key that ignores case',
  type: CitextKeyed,
  shelf: CitextKeyedShelf,
  versioned: true,
  field: 'name',
  theirs: `"name" = 'theirs'`,
  theirsNull: `"name" = null`,
  given: (tag, n) => Object.assign(new CitextKeyed(tag), { code: `Code${n}` }),
  key: row => row.code,
  change: row => void (row.name = 'mine'),
  oddKeys: row => [row.code.toUpperCase(), row.code.toLowerCase()],
  rekey: (row, n) => void (row.code = `New${n}`),
});

import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity({ schema: 'archive' })
class Archived extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'text', nullable: true })
  name: string | null = 'base';

  @ManyToOne({ entity: () => ArchivedShelf, nullable: true })
  shelf: Rel<ArchivedShelf> | null = null;
}

@Entity()
class ArchivedShelf extends Shelf {
  @OneToMany(() => Archived, row => row.shelf)
  readonly rows = new Collection<Archived>(this);
}

export const otherSchema = shape({
  name: 'a table in another schema',
  type: Archived,
  shelf: ArchivedShelf,
  versioned: true,
  field: 'name',
  theirs: `"name" = 'theirs'`,
  theirsNull: `"name" = null`,
  given: tag => new Archived(tag),
  key: row => row.id,
  change: row => void (row.name = 'mine'),
});

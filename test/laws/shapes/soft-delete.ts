import { Entity, Filter, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
@Filter({ name: 'present', cond: { deletedAt: null }, default: true })
class SoftDeleted extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'text', nullable: true })
  name: string | null = 'base';

  @Property({ type: 'datetime', nullable: true })
  deletedAt: Date | null = null;

  @ManyToOne({ entity: () => SoftDeletedShelf, nullable: true })
  shelf: Rel<SoftDeletedShelf> | null = null;
}

@Entity()
class SoftDeletedShelf extends Shelf {
  @OneToMany(() => SoftDeleted, row => row.shelf)
  readonly rows = new Collection<SoftDeleted>(this);
}

export const softDelete = shape({
  name: 'a filter for what is soft-deleted',
  type: SoftDeleted,
  shelf: SoftDeletedShelf,
  versioned: true,
  field: 'name',
  theirs: `"name" = 'theirs'`,
  theirsNull: `"name" = null`,
  given: tag => new SoftDeleted(tag),
  key: row => row.id,
  change: row => void (row.name = 'mine'),
});

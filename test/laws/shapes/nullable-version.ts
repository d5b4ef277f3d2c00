import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Opt, type Rel } from '../../../src/index.ts';
import { Row, Shelf } from './row.ts';
import { shape } from './shape.ts';

/** The version column was added to a table that had rows: theirs is NULL. */
@Entity()
class LateVersion extends Row {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'integer', version: true, nullable: true })
  readonly version!: (number | null) & Opt;

  @Property({ type: 'text', nullable: true })
  name: string | null = 'base';

  @ManyToOne({ entity: () => LateVersionShelf, nullable: true })
  shelf: Rel<LateVersionShelf> | null = null;
}

@Entity()
class LateVersionShelf extends Shelf {
  @OneToMany(() => LateVersion, row => row.shelf)
  readonly rows = new Collection<LateVersion>(this);
}

export const nullableVersion = shape({
  name: 'a version that is NULL at first',
  type: LateVersion,
  shelf: LateVersionShelf,
  versioned: true,
  field: 'name',
  prepare: '"version" = null',
  theirs: `"name" = 'theirs'`,
  theirsNull: `"name" = null`,
  given: tag => new LateVersion(tag),
  key: row => row.id,
  change: row => void (row.name = 'mine'),
});

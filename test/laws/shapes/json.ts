import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

interface Settings {
  theme: string;
  flags: string[];
}

@Entity()
class Configured extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'json', nullable: true })
  settings: Settings | null = { theme: 'base', flags: ['a'] };

  @ManyToOne({ entity: () => ConfiguredShelf, nullable: true })
  shelf: Rel<ConfiguredShelf> | null = null;
}

@Entity()
class ConfiguredShelf extends Shelf {
  @OneToMany(() => Configured, row => row.shelf)
  readonly rows = new Collection<Configured>(this);
}

export const json = shape({
  name: 'a JSON column',
  type: Configured,
  shelf: ConfiguredShelf,
  versioned: true,
  field: 'settings',
  theirs: `"settings" = '{"theme":"theirs","flags":[]}'`,
  theirsNull: `"settings" = null`,
  given: tag => new Configured(tag),
  key: row => row.id,
  change: row => void row.settings!.flags.push('mine'),
});

import { randomUUID } from 'node:crypto';
import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class UuidKeyed extends VersionedRow {
  @PrimaryKey({ type: 'uuid' })
  id: string = randomUUID();

  @Property({ type: 'text', nullable: true })
  name: string | null = 'base';

  @ManyToOne({ entity: () => UuidKeyedShelf, nullable: true })
  shelf: Rel<UuidKeyedShelf> | null = null;
}

@Entity()
class UuidKeyedShelf extends Shelf {
  @OneToMany(() => UuidKeyed, row => row.shelf)
  readonly rows = new Collection<UuidKeyed>(this);
}

export const uuidKey = shape({
  name: 'a uuid key',
  type: UuidKeyed,
  shelf: UuidKeyedShelf,
  versioned: true,
  field: 'name',
  theirs: `"name" = 'theirs'`,
  theirsNull: `"name" = null`,
  given: tag => new UuidKeyed(tag),
  key: row => row.id,
  change: row => void (row.name = 'mine'),
  oddKeys: row => [row.id.toUpperCase(), `{${row.id}}`, row.id.replaceAll('-', '')],
  rekey: row => void (row.id = randomUUID()),
});

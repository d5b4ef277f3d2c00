import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, PrimaryKeyProp, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class Composite extends VersionedRow {
  readonly [PrimaryKeyProp]?: ['tenant', 'code'];

  @PrimaryKey({ type: 'integer' })
  tenant!: number;

  @PrimaryKey({ type: 'text' })
  code!: string;

  @Property({ type: 'text', nullable: true })
  name: string | null = 'base';

  @ManyToOne({ entity: () => CompositeShelf, nullable: true })
  shelf: Rel<CompositeShelf> | null = null;
}

@Entity()
class CompositeShelf extends Shelf {
  @OneToMany(() => Composite, row => row.shelf)
  readonly rows = new Collection<Composite>(this);
}

export const compositeKey = shape({
  name: 'a key of two columns',
  type: Composite,
  shelf: CompositeShelf,
  versioned: true,
  field: 'name',
  theirs: `"name" = 'theirs'`,
  theirsNull: `"name" = null`,
  given: (tag, n) => Object.assign(new Composite(tag), { tenant: n, code: `~~~${n}` }),
  key: row => [row.tenant, row.code],
  change: row => void (row.name = 'mine'),
  oddKeys: row => [
    [`${row.tenant}`, row.code],
    [BigInt(row.tenant), row.code],
  ],
  rekey: (row, n) => void (row.code = `moved ${n}`),
});

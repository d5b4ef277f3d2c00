import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { BigIntType, Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class BigintKeyed extends VersionedRow {
  @PrimaryKey({ type: new BigIntType('bigint'), autoincrement: false })
  id!: bigint;

  @Property({ type: 'text', nullable: true })
  name: string | null = 'base';

  @ManyToOne({ entity: () => BigintKeyedShelf, nullable: true })
  shelf: Rel<BigintKeyedShelf> | null = null;
}

@Entity()
class BigintKeyedShelf extends Shelf {
  @OneToMany(() => BigintKeyed, row => row.shelf)
  readonly rows = new Collection<BigintKeyed>(this);
}

export const bigintKey = shape({
  name: 'a bigint key',
  type: BigintKeyed,
  shelf: BigintKeyedShelf,
  versioned: true,
  field: 'name',
  theirs: `"name" = 'theirs'`,
  theirsNull: `"name" = null`,
  given: (tag, n) => Object.assign(new BigintKeyed(tag), { id: BigInt(n) }),
  key: row => row.id,
  change: row => void (row.name = 'mine'),
  oddKeys: row => [Number(row.id), `${row.id}`, `0${row.id}`],
  rekey: (row, n) => void (row.id = 9_007_199_254_740_993n + BigInt(n)),
});

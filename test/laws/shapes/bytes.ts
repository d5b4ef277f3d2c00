import { Buffer } from 'node:buffer';
import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class Bytes extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'blob', nullable: true })
  data: Buffer | null = Buffer.from([1, 1]);

  @ManyToOne({ entity: () => BytesShelf, nullable: true })
  shelf: Rel<BytesShelf> | null = null;
}

@Entity()
class BytesShelf extends Shelf {
  @OneToMany(() => Bytes, row => row.shelf)
  readonly rows = new Collection<Bytes>(this);
}

export const bytes = shape({
  name: 'bytes',
  type: Bytes,
  shelf: BytesShelf,
  versioned: true,
  field: 'data',
  theirs: `"data" = '\\x0303'`,
  theirsNull: `"data" = null`,
  given: tag => new Bytes(tag),
  key: row => row.id,
  change: row => void (row.data = Buffer.from([2, 2])),
});

import { Entity, ManyToOne, OneToMany, PrimaryKey } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class Owner {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @OneToMany(() => Letter, letter => letter.owner)
  readonly letters = new Collection<Letter>(this);
}

/** Belongs to one owner; `spare` and `third` are there to become it. */
@Entity()
class Letter extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @ManyToOne({ entity: () => Owner, nullable: true })
  owner: Rel<Owner> | null = new Owner();

  @ManyToOne({ entity: () => Owner, nullable: true })
  readonly spare: Rel<Owner> | null = new Owner();

  @ManyToOne({ entity: () => Owner, nullable: true })
  readonly third: Rel<Owner> | null = new Owner();

  @ManyToOne({ entity: () => LetterShelf, nullable: true })
  shelf: Rel<LetterShelf> | null = null;
}

@Entity()
class LetterShelf extends Shelf {
  @OneToMany(() => Letter, row => row.shelf)
  readonly rows = new Collection<Letter>(this);
}

export const relations = shape({
  name: 'a relation to one, whose other side is a collection',
  type: Letter,
  shelf: LetterShelf,
  others: [Owner],
  versioned: true,
  field: 'owner',
  theirs: `"owner_id" = "third_id"`,
  theirsNull: `"owner_id" = null`,
  given: tag => new Letter(tag),
  key: row => row.id,
  change: row => void (row.owner = row.spare),
});

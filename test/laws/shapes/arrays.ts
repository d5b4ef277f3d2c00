import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { ArrayType, Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class Arrays extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: ArrayType, nullable: true })
  words: string[] | null = ['base', 'a "quoted", one'];

  @Property({ type: new ArrayType(Number), columnType: 'int[]', nullable: true })
  numbers: number[] | null = [1, 2];

  @ManyToOne({ entity: () => ArraysShelf, nullable: true })
  shelf: Rel<ArraysShelf> | null = null;
}

@Entity()
class ArraysShelf extends Shelf {
  @OneToMany(() => Arrays, row => row.shelf)
  readonly rows = new Collection<Arrays>(this);
}

export const arrays = shape({
  name: 'arrays of text and of integers',
  type: Arrays,
  shelf: ArraysShelf,
  versioned: true,
  field: 'words',
  theirs: `"words" = '{theirs}', "numbers" = '{3}'`,
  theirsNull: `"words" = null, "numbers" = null`,
  given: tag => new Arrays(tag),
  key: row => row.id,
  change(row) {
    row.words!.push('mine');
    row.numbers!.push(7);
  },
});

import { Entity, Enum, ManyToOne, OneToMany, PrimaryKey } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

type Word = 'base' | 'mine' | 'theirs';
const words: Word[] = ['base', 'mine', 'theirs'];

@Entity()
class Enums extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Enum({ items: () => words, type: 'text', nullable: true })
  checked: Word | null = 'base';

  @Enum({ items: () => words, nativeEnumName: 'word', nullable: true })
  native: Word | null = 'base';

  @Enum({ items: () => [1, 2, 3], type: 'smallint', nullable: true })
  level: 1 | 2 | 3 | null = 1;

  @Enum({ items: () => words, type: 'text', array: true, nullable: true })
  several: Word[] | null = ['base'];

  @ManyToOne({ entity: () => EnumsShelf, nullable: true })
  shelf: Rel<EnumsShelf> | null = null;
}

@Entity()
class EnumsShelf extends Shelf {
  @OneToMany(() => Enums, row => row.shelf)
  readonly rows = new Collection<Enums>(this);
}

export const enums = shape({
  name: 'enums: checked, native, numeric, several',
  type: Enums,
  shelf: EnumsShelf,
  versioned: true,
  field: 'native',
  theirs: `"native" = 'theirs', "checked" = 'theirs', "level" = 3, "several" = '{theirs,base}'`,
  theirsNull: `"native" = null, "checked" = null, "level" = null, "several" = null`,
  given: tag => new Enums(tag),
  key: row => row.id,
  change(row) {
    row.native = 'mine';
    row.checked = 'mine';
    row.level = 2;
    row.several!.push('mine');
  },
});

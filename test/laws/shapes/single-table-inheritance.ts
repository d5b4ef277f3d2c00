import { Entity, Enum, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type EntityClass, type Opt, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity({ discriminatorColumn: 'kind', discriminatorMap: { cat: 'Cat', dog: 'Dog' } })
abstract class Animal extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Enum({ items: () => ['cat', 'dog'], type: 'text' })
  readonly kind!: ('cat' | 'dog') & Opt;

  @ManyToOne({ entity: () => AnimalShelf, nullable: true })
  shelf: Rel<AnimalShelf> | null = null;
}

@Entity()
class Cat extends Animal {
  @Property({ type: 'text', nullable: true })
  colour: string | null = 'base';
}

@Entity()
class Dog extends Animal {
  @Property({ type: 'integer', nullable: true })
  weight: number | null = null;
}

@Entity()
class AnimalShelf extends Shelf {
  @OneToMany(() => Animal, row => row.shelf)
  readonly rows = new Collection<Animal>(this);
}

const cats = {
  shelf: AnimalShelf,
  others: [Animal as EntityClass<Animal>, Cat, Dog],
  versioned: true,
  field: 'colour',
  required: { kind: 'cat' },
  theirs: `"colour" = 'theirs'`,
  theirsNull: `"colour" = null`,
  given: (tag: string) => new Cat(tag),
  key: (row: Cat) => row.id,
  change: (row: Cat) => void (row.colour = 'mine'),
};

export const singleTable = shape({ name: 'a class of a single table', type: Cat, ...cats });

export const singleTableRoot = shape({
  name: 'a class of a single table, read as the root class',
  type: Animal as EntityClass<Animal> as EntityClass<Cat>,
  ...cats,
});

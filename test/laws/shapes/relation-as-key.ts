import { Entity, ManyToOne, OneToMany, OneToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, PrimaryKeyProp, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class Person {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;
}

@Entity()
class Profile extends VersionedRow {
  readonly [PrimaryKeyProp]?: 'person';

  @OneToOne({ entity: () => Person, primary: true, owner: true })
  person: Rel<Person> = new Person();

  @Property({ type: 'text', nullable: true })
  name: string | null = 'base';

  @ManyToOne({ entity: () => ProfileShelf, nullable: true })
  shelf: Rel<ProfileShelf> | null = null;
}

@Entity()
class ProfileShelf extends Shelf {
  @OneToMany(() => Profile, row => row.shelf)
  readonly rows = new Collection<Profile>(this);
}

export const relationAsKey = shape({
  name: 'a relation as its key',
  type: Profile,
  shelf: ProfileShelf,
  others: [Person],
  versioned: true,
  field: 'name',
  theirs: `"name" = 'theirs'`,
  theirsNull: `"name" = null`,
  given: tag => new Profile(tag),
  key: row => row.person.id,
  change: row => void (row.name = 'mine'),
  oddKeys: row => [`${row.person.id}`, BigInt(row.person.id)],
});

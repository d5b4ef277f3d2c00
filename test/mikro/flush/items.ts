import { Collection, type Opt, type Rel } from '@mikro-orm/core';
import {
  Entity,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryKey,
  Property,
  ReflectMetadataProvider,
  Unique,
} from '@mikro-orm/decorators/legacy';
import { type EntityManager, MikroORM } from '../../../src/index.ts';
import { type FileDatabase, fileDatabase } from '../../../src/testing/vitest/index.ts';

/** A versioned row with a computed column, in boxes and under labels. */
@Entity()
export class Item {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'integer', version: true, nullable: true })
  version!: (number & Opt) | null;

  @Property({ type: 'text' })
  @Unique()
  name: string;

  @Property({ type: 'string', length: 5, nullable: true })
  code: string | null = null;

  @Property({ type: 'integer' })
  count: number & Opt = 0;

  @Property({ type: 'json', nullable: true })
  facts: { tags: string[] } | null = null;

  @Property({ type: 'integer', generated: '(count * 2) stored' })
  readonly twice!: number & Opt;

  @ManyToOne(() => Box, { nullable: true, deleteRule: 'cascade' })
  box: Rel<Box> | null = null;

  @ManyToMany(() => Label)
  labels = new Collection<Label>(this);

  constructor(name: string) {
    this.name = name;
  }
}

/** An unversioned row that takes its items along when it goes. */
@Entity()
export class Box {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'text' })
  place: string;

  @Property({ type: 'text', nullable: true })
  note: string | null = null;

  @OneToMany(() => Item, item => item.box)
  items = new Collection<Item>(this);

  constructor(place: string) {
    this.place = place;
  }
}

@Entity()
export class Label {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'text' })
  text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** An ORM on tables of items that exist. */
export function openItems(clientUrl: string, connections = 5): Promise<MikroORM> {
  return MikroORM.init({
    clientUrl,
    entities: [Item, Box, Label],
    metadataProvider: ReflectMetadataProvider,
    pool: { max: connections },
  });
}

/** Opens a database of the file's own with tables for items. */
export function itemDatabase(): FileDatabase<MikroORM, EntityManager> {
  return fileDatabase(async clientUrl => {
    const orm = await openItems(clientUrl);
    await orm.schema.create();
    return orm;
  });
}

import { Entity, PrimaryKey, Property, ReflectMetadataProvider, Unique } from '@mikro-orm/decorators/legacy';
import { inject } from 'vitest';
import { type EntityManager, MikroORM, type Opt } from '../../../../src/index.ts';
import { type FileDatabase, fileDatabase } from '../../../../src/testing/vitest/index.ts';

/** One class for all: named once, versioned, counted. */
@Entity()
export class Item {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Unique()
  @Property({ type: 'text' })
  readonly name: string;

  @Property({ type: 'integer', default: 0 })
  readonly hits: number & Opt = 0;

  @Property({ type: 'text', default: '' })
  note: string & Opt = '';

  constructor(name: string) {
    this.name = name;
  }
}

/** Opens a database with the table of the items before the tests of a file; drops it after them. */
export function itemDatabase(): FileDatabase<MikroORM, EntityManager> {
  const open = async (clientUrl: string) => {
    const orm = await MikroORM.init({
      clientUrl,
      entities: [Item],
      metadataProvider: ReflectMetadataProvider,
    });
    await orm.schema.create();
    return orm;
  };
  return fileDatabase(open, () => ({ url: inject('selfsame').url, name: 'template1' }));
}

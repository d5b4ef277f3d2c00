import { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, inject } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../../src/testing/index.ts';
import { tables } from './tables.ts';

/** Opens a database with the recipes' tables, on plain MikroORM, before the tests of a file; drops it after them. */
export function recipesDatabase(): { readonly orm: MikroORM } {
  let database: TestDatabase | undefined;
  let orm: MikroORM | undefined;
  beforeAll(async () => {
    database = await cloneDatabase({ url: inject('selfsame').url, name: 'template1' });
    orm = await MikroORM.init({ clientUrl: database.url, entities: tables });
    await orm.schema.create();
  });
  afterAll(async () => {
    await orm?.close();
    await database?.drop();
  });
  return {
    get orm() {
      return orm!;
    },
  };
}

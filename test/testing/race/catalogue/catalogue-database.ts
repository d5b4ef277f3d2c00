import { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, inject } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../../src/testing/index.ts';
import { tables } from './tables.ts';

/** The scenarios' tables, empty, in a database of their own, on plain MikroORM. */
export class CatalogueDatabase implements AsyncDisposable {
  readonly orm: MikroORM;
  readonly #database: TestDatabase;

  private constructor(orm: MikroORM, database: TestDatabase) {
    this.orm = orm;
    this.#database = database;
  }

  /** Makes a database on the server that `url` names. */
  static async on(url: string): Promise<CatalogueDatabase> {
    const database = await cloneDatabase({ url, name: 'template1' });
    const orm = await MikroORM.init({ clientUrl: database.url, entities: tables });
    await orm.schema.create();
    return new CatalogueDatabase(orm, database);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.orm.close();
    await this.#database.drop();
  }
}

/** Opens a database before the tests of a file and drops it after them. */
export function catalogueDatabase(): { readonly orm: MikroORM } {
  let database: CatalogueDatabase | undefined;
  beforeAll(async () => {
    database = await CatalogueDatabase.on(inject('selfsame').url);
  });
  afterAll(async () => {
    await database?.[Symbol.asyncDispose]();
  });
  return {
    get orm() {
      return database!.orm;
    },
  };
}

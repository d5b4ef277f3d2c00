import { afterAll, beforeAll, inject } from 'vitest';
import type { DatabaseAddress } from './provided.ts';
import {
  type FileDatabase,
  type OpenDatabase,
  openDatabase,
  type OpenOrm,
  type TestUnit,
} from './open-database.ts';

/**
 * Opens a database of the file's own before its tests and drops it after them, for tests that take no fixtures.
 *
 * The database is a copy of the template that `templateForRun` migrated, or of the one that `template` names. Files may
 * run at the same time; nothing that one of them commits is seen by another.
 *
 * @example
 * import { test } from 'vitest';
 * import { fileDatabase } from 'selfsame/testing/vitest';
 *
 * const open = (url: string) => MikroORM.init({ clientUrl: url, entities: [Director], metadataProvider: ReflectMetadataProvider });
 * const directors = () => {
 *   const db = fileDatabase(open);
 *   test('a director is stored', async () => {
 *     await db.given(new Director('Ridley Scott'));
 *     console.assert((await db.unit().count(Director)) === 1);
 *   });
 * };
 *
 * @throws Error when the database is used before the first test
 */
export function fileDatabase<Orm, Unit extends TestUnit>(
  open: OpenOrm<Orm, Unit>,
  template: () => DatabaseAddress = () => inject('selfsame'),
): FileDatabase<Orm, Unit> {
  let opened: OpenDatabase<Orm, Unit> | undefined;
  const database = () => {
    if (!opened)
      throw new Error(
        'The database opens before the first test of the file; use it inside a test or a hook.',
      );
    return opened.database;
  };
  beforeAll(async () => {
    opened = await openDatabase(template(), open);
  });
  afterAll(() => opened?.close());
  return {
    get url() {
      return database().url;
    },
    get orm() {
      return database().orm;
    },
    unit: () => database().unit(),
    given: (...objects) => database().given(...objects),
    rows: (sql, values) => database().rows(sql, values),
  };
}

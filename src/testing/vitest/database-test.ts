import { inject, test, type TestAPI } from 'vitest';
import type { DatabaseAddress } from './provided.ts';
import { type FileDatabase, openDatabase, type OpenOrm, type TestUnit } from './open-database.ts';

/** What a test made by `databaseTest` is given. */
export interface DatabaseFixtures<Orm, Unit extends TestUnit> {
  /** The file's database: opened when the first test asks for it, dropped after the last. */
  db: FileDatabase<Orm, Unit>;
  /** Its ORM. */
  orm: Orm;
  /** A unit of work of this test's own. */
  em: Unit;
}

/**
 * Makes vitest's `test` with a database: each file that uses it gets a copy of the template of its own.
 *
 * @example
 * import { databaseTest } from 'selfsame/testing/vitest';
 *
 * const open = (url: string) => MikroORM.init({ clientUrl: url, entities: [Director], metadataProvider: ReflectMetadataProvider });
 * const declare = () => {
 *   const test = databaseTest(open);
 *   test('a director is stored', async ({ db, em }) => {
 *     await db.given(new Director('Ridley Scott'));
 *     console.assert((await em.count(Director)) === 1);
 *   });
 * };
 */
export function databaseTest<Orm, Unit extends TestUnit>(
  open: OpenOrm<Orm, Unit>,
  template: () => DatabaseAddress = () => inject('selfsame'),
): TestAPI<DatabaseFixtures<Orm, Unit>> {
  return test.extend<ByScope<Orm, Unit>>({
    db: [
      // vitest reads the names of the fixtures that one needs from the pattern, which therefore may not be missing.
      // eslint-disable-next-line no-empty-pattern
      async ({}, use) => {
        const opened = await openDatabase(template(), open);
        await use(opened.database);
        await opened.close();
      },
      { scope: 'file' },
    ],
    orm: [({ db }, use) => use(db.orm), { scope: 'file' }],
    em: ({ db }, use) => use(db.unit()),
  });
}

interface ByScope<Orm, Unit extends TestUnit> {
  $file: Pick<DatabaseFixtures<Orm, Unit>, 'db' | 'orm'>;
  $test: Pick<DatabaseFixtures<Orm, Unit>, 'em'>;
}

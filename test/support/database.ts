import { type EntityManager, type MikroORM } from '../../src/index.ts';
import { type FileDatabase, fileDatabase } from '../../src/testing/vitest/index.ts';
import { boxOfficeOn } from './box-office.ts';

/** A database of the test file's own, migrated and empty, with the box office's ORM on it. */
export type BoxOfficeDatabase = FileDatabase<MikroORM, EntityManager>;

/** Opens a database before the tests of a file and drops it after them. */
export function testDatabase(): BoxOfficeDatabase {
  return fileDatabase(boxOfficeOn);
}

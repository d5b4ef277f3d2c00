import { expect } from 'vitest';
import type { ConflictError, EntityManager, RowNotLockedError } from '../../../src/index.ts';
import type { FileDatabase } from '../../../src/testing/vitest/index.ts';
import { Author } from '../../support/library.ts';

type Database = FileDatabase<unknown, EntityManager>;
let keys = 0;

/** A key that no other row of the file has. */
export function newKey(): number {
  return ++keys;
}

/** Stores an author; answers with its key. */
export async function givenAuthor(db: Database): Promise<number> {
  const id = newKey();
  await db.given(new Author(id, `Author ${id}`));
  return id;
}

/** Another session commits another age: 70. */
export async function theyChange(db: Database, id: number): Promise<void> {
  await db.rows('update author set age = 70, version = version + 1 where id = $1', [id]);
}

/** The error that `promise` is rejected with. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  );
}

/** What an error says of each row: class, key, the name that the object has, and what happened to it. */
export function rowsOf(error: unknown): unknown[] {
  const { conflicts = [], rows = [] } = error as Partial<ConflictError & RowNotLockedError>;
  return [
    ...conflicts.map(({ entityName, key, entity, kind }) => [entityName, key, (entity as Author).name, kind]),
    ...rows.map(({ entityName, key, entity }) => [entityName, key, (entity as Author).name, 'held']),
  ];
}

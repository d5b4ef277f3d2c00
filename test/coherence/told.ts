import { type ChangeReport, type EntityManager } from '../../src/index.ts';
import { type FileDatabase } from '../../src/testing/vitest/index.ts';
import { type MikroORM } from '../../src/index.ts';
import { expect } from 'vitest';
import { Author, Book, Tag } from '../support/library.ts';
import { Account } from './accounts.ts';

/** What no change is told as. */
export const nothing = { created: [], updated: [], deleted: [], collections: [] };

const idOf = (object: object): unknown => Reflect.get(object, 'id');
const plain = <T extends { object: object }>(rows: readonly T[]) =>
  rows.map(row => ({ ...row, object: undefined }));

/** What a report says, without the objects, which would be compared with all that they lead to. */
export function told({ created, updated, deleted, collections }: ChangeReport) {
  return {
    created: created.map(idOf),
    updated: plain(updated),
    deleted: plain(deleted),
    collections: collections.map(({ property, entered, left }) => ({
      property,
      entered: entered.map(idOf),
      left: left.map(idOf),
    })),
  };
}

/** Ada with two books, the first of which has the old tag, and Bob. */
export async function givenLibrary(db: FileDatabase<MikroORM, EntityManager>): Promise<EntityManager> {
  await db.rows('truncate author, book, tag, copies, account, person, teacher restart identity cascade');
  const [ada, bob] = [new Author(1, 'Ada'), new Author(2, 'Bob')];
  const [first, second] = [new Book(1, 'first', ada), new Book(2, 'second', ada)];
  first.tags.add(new Tag(1, 'old'));
  await db.given(ada, bob, first, second, new Tag(2, 'new'), new Account('ada@x'));
  return db.unit();
}

export const author = (em: EntityManager, id: number): Promise<Author> =>
  em.findOneOrFail(Author, id, { populate: ['books'] }) as Promise<Author>;

export class RolledBack extends Error {}

/** Runs `body` in a transaction, or a savepoint, that is rolled back. */
export async function rolledBack(
  em: EntityManager,
  body: (em: EntityManager) => Promise<unknown>,
): Promise<void> {
  const failed = em.transactional(async inner => {
    await body(inner);
    throw new RolledBack();
  });
  await expect(failed).rejects.toBeInstanceOf(RolledBack);
}

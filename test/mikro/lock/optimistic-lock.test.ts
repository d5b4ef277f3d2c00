import { expect, test } from 'vitest';
import { ConflictError, LockMode, OptimisticLockError } from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/matchers/record-statements.ts';
import { Author, Book, libraryDatabase } from '../../support/library.ts';
import { failure, givenAuthor, newKey, rowsOf, theyChange } from './given.ts';

const db = libraryDatabase();

test('compares with the stored version, not with the one in memory', async () => {
  const id = await givenAuthor(db);
  const em = db.unit();
  const author = await em.findOneOrFail(Author, id);
  await theyChange(db, id);

  const error = await failure(em.lock(author, LockMode.OPTIMISTIC, 1));

  expect(error).toBeInstanceOf(OptimisticLockError);
  expect(rowsOf(error)).toEqual([['Author', id, `Author ${id}`, 'changed']]);
  await expect(em.lock(author, LockMode.OPTIMISTIC, { lockVersion: 2 })).resolves.toBeUndefined();
  expect(author).toMatchObject({ age: 70, version: 2 });
});

test('findOne compares with the stored version of a loaded object', async () => {
  const id = await givenAuthor(db);
  const em = db.unit();
  const find = (lockVersion: number) =>
    em.findOne(Author, id, { lockMode: LockMode.OPTIMISTIC, lockVersion });
  expect(await find(1)).toMatchObject({ version: 1 });
  await theyChange(db, id);

  await expect(find(1)).rejects.toThrow(OptimisticLockError);
  expect(await find(2)).toMatchObject({ age: 70, version: 2 });
  await expect(find(1)).rejects.toThrow(OptimisticLockError);
});

test('edits of an older row do not pass for the stored version', async () => {
  const id = await givenAuthor(db);
  const em = db.unit();
  const author = await em.findOneOrFail(Author, id);
  author.name = 'Mine';
  await theyChange(db, id);

  await expect(em.lock(author, LockMode.OPTIMISTIC, 1)).rejects.toThrow(OptimisticLockError);
  await em.lock(author, LockMode.OPTIMISTIC, 2);
  expect(author.name).toBe('Mine');
  await expect(em.flush()).rejects.toThrow(ConflictError);
});

test('a row that is gone is a conflict', async () => {
  const id = await givenAuthor(db);
  const em = db.unit();
  const author = await em.findOneOrFail(Author, id);
  await db.rows('delete from author where id = $1', [id]);

  expect(rowsOf(await failure(em.lock(author, LockMode.OPTIMISTIC, 1)))).toEqual([
    ['Author', id, author.name, 'deleted'],
  ]);
});

test('without a version to compare with it does nothing; without a version property it is refused', async () => {
  const key = newKey();
  await db.given(new Book(key, 'Notes', new Author(key, 'Ada')));
  const em = db.unit();
  const book = await em.findOneOrFail(Book, key, { populate: ['author'] });

  expect(await recordStatements(db.orm, () => em.lock(book.author, LockMode.OPTIMISTIC))).toIssueNoQueries();
  await expect(em.lock(book, LockMode.OPTIMISTIC, 1)).rejects.toThrow('unversioned entity Book');
});

import { expect, test } from 'vitest';
import {
  LockMode,
  RowNotLockedError,
  TransactionRequiredError,
  ValidationError,
} from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/matchers/record-statements.ts';
import { Author, libraryDatabase } from '../../support/library.ts';
import { Session } from '../../support/session.ts';
import { failure, givenAuthor, newKey, rowsOf } from './given.ts';

const db = libraryDatabase({ pool: { max: 1 } });
const pessimistic = [2, 3, 4, 5, 6, 7] satisfies LockMode[];
const lockMode = LockMode.PESSIMISTIC_WRITE;

test.for(pessimistic)('mode %s needs a transaction, and says so before any statement', async mode => {
  const id = await givenAuthor(db);
  const em = db.unit();
  const author = await em.findOneOrFail(Author, id);
  author.age = 1;
  const ask = [
    () => em.lock(author, mode),
    () => em.find(Author, { id: { $in: [id] } }, { lockMode: mode }),
    () => em.findOne(Author, id, { lockMode: mode }),
    () => em.findOneOrFail(Author, { name: 'Nobody' }, { lockMode: mode }),
  ];

  for (const lock of ask) {
    const { statements, result } = await recordStatements(db.orm, () => failure(lock()));
    expect(statements).toEqual([]);
    expect(result).toBeInstanceOf(TransactionRequiredError);
    expect(result).toBeInstanceOf(ValidationError);
    expect(result).toMatchObject({ code: 'SELFSAME_TRANSACTION_REQUIRED', lockMode: LockMode[mode] });
  }
});

test('an object that is new, or of another unit, is not locked', async () => {
  const id = await givenAuthor(db);
  const em = db.unit();
  const fresh = new Author(newKey(), 'New');
  const foreign = await db.unit().findOneOrFail(Author, id);
  em.persist(fresh);

  const recording = await recordStatements(db.orm, async () => {
    await expect(em.lock(new Author(newKey(), 'Newer'), lockMode)).rejects.toThrow('is not managed');
    await expect(em.lock(fresh, LockMode.NONE)).rejects.toThrow(ValidationError);
    await expect(em.lock([foreign], lockMode)).rejects.toThrow('is not managed');
  });

  expect(recording).toIssueNoQueries();
});

test('rows that others hold are skipped, and the error names them', async () => {
  const ids = [await givenAuthor(db), await givenAuthor(db)];
  const em = db.unit();
  const authors = await em.find(Author, ids, { orderBy: { id: 'asc' } });
  await using other = await Session.on(db.url);
  await other.rows('select from author where id = $1 for update', [ids[1]]);

  await em.transactional(async inner => {
    const error = await failure(inner.lock(authors, LockMode.PESSIMISTIC_PARTIAL_WRITE));

    expect(error).toBeInstanceOf(RowNotLockedError);
    expect(rowsOf(error)).toEqual([['Author', ids[1], `Author ${ids[1]}`, 'held']]);
    expect((error as RowNotLockedError).rows[0]!.entity).toBe(authors[1]);
    await using third = await Session.on(db.url);
    expect(await third.canLock('author', ids[0]!, 'key share')).toBe(false);
  });
});

test('a row that is gone is not taken for one that is held', async () => {
  const id = await givenAuthor(db);
  const em = db.unit();
  const author = await em.findOneOrFail(Author, id);
  await db.rows('delete from author where id = $1', [id]);

  const error = await failure(
    em.transactional(inner => inner.lock(author, LockMode.PESSIMISTIC_PARTIAL_READ)),
  );

  expect(error).toMatchObject({ code: 'SELFSAME_CONFLICT', conflicts: [{ kind: 'deleted' }] });
});

test('a weaker lock after a stronger one leaves the stronger', async () => {
  const id = await givenAuthor(db);
  const em = db.unit();
  const author = await em.findOneOrFail(Author, id);
  await using other = await Session.on(db.url);

  await em.transactional(async inner => {
    await inner.lock(author, LockMode.PESSIMISTIC_READ);
    expect(await other.canLock('author', id, 'share')).toBe(true);
    await inner.lock(author, LockMode.PESSIMISTIC_WRITE);
    expect(await other.canLock('author', id, 'key share')).toBe(false);
    await inner.lock(author, LockMode.PESSIMISTIC_READ);
    await inner.lock(author, LockMode.PESSIMISTIC_PARTIAL_READ);
    expect(await other.canLock('author', id, 'key share')).toBe(false);
  });
});

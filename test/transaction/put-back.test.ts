import { expect, test } from 'vitest';
import { ConflictError, type EntityManager } from '../../src/index.ts';
import { Author, libraryDatabase, Tag } from '../support/library.ts';
import { rolledBack } from './rolled-back.ts';

const db = libraryDatabase();
let keys = 0;

async function givenAuthor(): Promise<number> {
  const id = ++keys;
  await db.given(new Author(id, `Author ${id}`));
  return id;
}

const namesOf = (id: number) => db.rows(`select name from author where id = ${id}`);

async function streamed(em: EntityManager, id: number): Promise<Author> {
  const found = await Array.fromAsync(em.stream(Author, { where: { id } }));
  return found[0] as Author;
}

test('a savepoint that em.begin has begun in em.transactional leaves nothing open', async () => {
  const em = db.unit();
  const author = await em.findOneOrFail(Author, await givenAuthor());
  await em.transactional(async inner => {
    await inner.begin();
    await inner.rollback();
  });

  await em.transactional(async () => void (author.age = 1));
  author.age = 2;

  expect(author.age).toBe(2);
});

test('what was written to a new object in a transaction is taken back', async () => {
  const id = ++keys;
  const em = db.unit();
  const author = new Author(id, 'New');
  em.persist(author);
  await rolledBack(em, async inner => {
    author.name = 'Edited';
    author.prizes.push('Edited');
    await inner.flush();
  });

  expect(author).toMatchObject({ name: 'New', prizes: [] });
  await em.flush();
  expect(await namesOf(id)).toEqual([{ name: 'New' }]);
});

test('an object that a stream has made is the one object of its row after a rollback', async () => {
  const [removed, edited] = [await givenAuthor(), await givenAuthor()];
  const em = db.unit();
  const [one, other] = [await streamed(em, removed), await streamed(em, edited)];
  await rolledBack(em, async inner => {
    other.name = 'Edited';
    await inner.remove(one).flush();
  });

  expect(await em.findOne(Author, removed)).toBe(one);
  expect(await em.findOne(Author, edited)).toBe(other);
  expect(other.name).toBe(`Author ${edited}`);
});

test('what a stream has handed out is put back', async () => {
  const em = db.unit();
  const author = await streamed(em, await givenAuthor());
  const { prizes } = author;
  await rolledBack(em, async () => void prizes.push('Edited'));

  expect(author.prizes).toEqual([]);
});

test('an object that a rolled-back transaction has loaded and removed is the one object of its row', async () => {
  const id = await givenAuthor();
  const em = db.unit();
  let author: Author | undefined;
  await rolledBack(em, async inner => {
    author = await inner.findOneOrFail(Author, id);
    await inner.remove(author).flush();
  });

  expect(await em.findOne(Author, id)).toBe(author);
});

test('what takes the place of an upserted object in one transaction is the unit’s afterwards', async () => {
  const id = ++keys;
  const em = db.unit();
  const before = await em.upsert(Tag, { id, name: 'Before' });
  const after = await em.transactional(async inner => {
    inner.remove(before);
    const tag = inner.create(Tag, { id, name: 'After' });
    await inner.flush();
    return tag;
  });

  expect(await em.findOne(Tag, id)).toBe(after);
  after.name = 'Edited';
  await em.flush();
  expect(await db.rows(`select name from tag where id = ${id}`)).toEqual([{ name: 'Edited' }]);
});

test('queries flush after em.rollback what was scheduled before', async () => {
  const id = ++keys;
  const em = db.unit();
  em.create(Tag, { id, name: 'Scheduled' });
  await em.begin();
  await em.rollback();

  expect(await em.find(Tag, { name: 'Scheduled' })).toHaveLength(1);
});

test('a conflict says what was to be stored, also when the object has gone back', async () => {
  const id = await givenAuthor();
  const em = db.unit();
  const author = await em.findOneOrFail(Author, id);
  await db.rows(`update author set version = 7, prizes = '["Theirs"]' where id = ${id}`);
  const failure: unknown = await em
    .transactional(async () => void author.prizes.push('Mine'))
    .catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(ConflictError);
  expect((failure as ConflictError).conflicts[0]?.fields['prizes']).toMatchObject({
    mine: ['Mine'],
    theirs: ['Theirs'],
  });
  expect(author.prizes).toEqual([]);
});

test('a conflict in the last flush of a transaction does not take its own new row for somebody else’s', async () => {
  const id = await givenAuthor();
  const em = db.unit();
  const author = await em.findOneOrFail(Author, id);
  await db.rows(`delete from author where id = ${id}`);
  em.remove(author);
  em.create(Author, { id, name: 'New' } as never);

  await expect(em.transactional(async () => undefined)).rejects.toMatchObject({
    conflicts: [{ kind: 'deleted' }],
  });
});

type Write = (em: EntityManager, id: number) => Promise<unknown>;

test.each<[string, Write]>([
  [
    'em.execute',
    (em: EntityManager, id: number) => em.execute(`update author set name = 'Raw' where id = ?`, [id]),
  ],
  ['em.nativeUpdate', (em: EntityManager, id: number) => em.nativeUpdate(Author, { id }, { name: 'Raw' })],
  [
    'the query builder',
    (em: EntityManager, id: number) =>
      em.createQueryBuilder(Author).update({ name: 'Raw' }).where({ id }).execute(),
  ],
])('what a rolled-back transaction has read after %s is not taken for what is stored', async (_, write) => {
  const id = await givenAuthor();
  const em = db.unit();
  await rolledBack(em, async outer => {
    await outer.transactional(async inner => void (await write(inner as EntityManager, id)));
    expect(await outer.findOne(Author, id)).toMatchObject({ name: 'Raw' });
  });

  expect(await em.findOne(Author, id)).toMatchObject({ name: `Author ${id}` });
});

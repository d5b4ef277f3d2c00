import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { type EntityManager } from '../../../src/index.ts';
import { Author, Book, libraryDatabase } from './library.ts';

const db = libraryDatabase();

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function given(howMany: number): Promise<number[]> {
  const authors = Array.from({ length: howMany }, (_, index) => new Author(`author ${index}`));
  await db.given(...authors);
  return authors.map(({ id }) => id);
}

const streamOf = (em: EntityManager, ids: number[]) =>
  em.stream(Author, { where: { id: ids }, orderBy: { id: 'asc' } });

test('a row that is loaded comes as its object, with what is newer', async () => {
  const ids = await given(2);
  const em = db.unit();
  const ada = await em.findOneOrFail(Author, ids[0]!);
  await db.rows(`update author set bio = 'theirs', version = version + 1 where id = ${ids[0]}`);

  const streamed = await Array.fromAsync(streamOf(em, ids));

  expect(streamed[0]).toBe(ada);
  expect(ada).toMatchObject({ bio: 'theirs', version: 2 });
  expect(await em.findOneOrFail(Author, ids[1]!)).toBe(streamed[1]);
  expect((await Array.fromAsync(streamOf(em, ids)))[1]).toBe(streamed[1]);
});

test('an edit of a streamed object is stored, whether it was assigned or made in place', async () => {
  const ids = await given(2);
  const em = db.unit();

  for await (const author of streamOf(em, ids)) {
    if (author.id === ids[0]) author.name = 'mine';
    else author.born.setUTCFullYear(1815);
  }
  collectGarbage();
  await em.flush();

  const rows = await db.rows(
    `select name, extract(year from born at time zone 'utc')::int as year from author where id in (${ids.join()}) order by id`,
  );
  expect(rows).toEqual([
    { name: 'mine', year: 1970 },
    { name: 'author 1', year: 1815 },
  ]);
});

test('an object that is changed in place after the stream is stored when somebody still has it', async () => {
  const ids = await given(1);
  const em = db.unit();
  const seen: { author: Author; born: Date }[] = [];
  for await (const author of streamOf(em, ids)) seen.push({ author, born: author.born });

  seen[0]!.born.setUTCFullYear(1815);
  await em.flush();

  expect(seen[0]!.author.version).toBe(2);
});

test('an edited object is not overwritten by a stream', async () => {
  const ids = await given(1);
  const em = db.unit();
  const ada = await em.findOneOrFail(Author, ids[0]!);
  ada.name = 'mine';

  for await (const author of streamOf(em, ids)) expect(author.name).toBe('mine');
});

test('a long stream whose objects are dropped does not fill the unit', async () => {
  const ids = await given(3000);
  const em = db.unit();
  const alive: WeakRef<object>[] = [];

  for await (const author of streamOf(em, ids)) {
    expect(author.born.getTime()).toBe(0);
    alive.push(new WeakRef(author));
    if (alive.length % 500 === 0) await new Promise(resolve => setImmediate(resolve)).then(collectGarbage);
  }

  await new Promise(resolve => setTimeout(resolve, 10));
  collectGarbage();
  expect(alive.filter(ref => ref.deref()).length).toBeLessThan(100);
  expect(em.getUnitOfWork().getIdentityMap().values()).toHaveLength(0);
});

test('a stream populates, and with mergeResults: false yields a row of the join at a time', async () => {
  const [id] = await given(1);
  const writer = db.unit();
  const author = writer.getReference(Author, id!);
  await writer.persist([new Book('one', author), new Book('two', author)]).flush();
  const options = { where: { id: id! }, populate: ['books'], orderBy: { books: { id: 'asc' } } } as const;

  const whole: string[][] = [];
  for await (const { books } of db.unit().stream(Author, options))
    whole.push(books.getItems().map(({ title }) => title));
  const single: string[][] = [];
  for await (const { books } of db.unit().stream(Author, { ...options, mergeResults: false }))
    single.push(books.getItems().map(({ title }) => title));

  expect(whole).toEqual([['one', 'two']]);
  expect(single).toEqual([['one'], ['two']]);
});

test('a collection that is loaded is not cut to one member by a stream that does not merge', async () => {
  const [id] = await given(1);
  const em = db.unit();
  const author = await em.findOneOrFail(Author, id!, { populate: ['books'] });
  author.books.add(new Book('one', author), new Book('two', author));
  await em.flush();

  for await (const streamed of em.stream(Author, {
    where: { id: id! },
    populate: ['books'],
    mergeResults: false,
  }))
    expect(streamed).toBe(author);

  expect(author.books).toHaveLength(2);
});

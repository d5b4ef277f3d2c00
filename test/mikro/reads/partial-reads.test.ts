import { expect, test } from 'vitest';
import { type EntityManager } from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { Author, Book, libraryDatabase } from './library.ts';

const db = libraryDatabase();

async function sentBy(body: () => Promise<unknown>): Promise<string[]> {
  const { statements } = await recordStatements(db.orm, body);
  return statements.map(({ sql }) => sql);
}

/** Somebody else changes the name and the bio of every author. */
const theyChange = () =>
  db.rows(`update author set name = name || '!', bio = 'theirs', version = version + 1`);

async function loaded(em: EntityManager, howMany = 1): Promise<Author[]> {
  const authors = Array.from({ length: howMany }, (_, index) => new Author(`author ${index}`));
  await db.given(...authors);
  return em.find(Author, { id: authors.map(({ id }) => id) }, { orderBy: { id: 'asc' } });
}

test('a partial read of newer rows loads them whole, in one query per class', async () => {
  const em = db.unit();
  const authors = await loaded(em, 3);
  await theyChange();

  const sent = await sentBy(() => em.find(Author, { id: authors.map(({ id }) => id) }, { fields: ['name'] }));

  expect(sent).toHaveLength(2);
  expect(authors.map(({ name, bio, version }) => [name, bio, version])).toEqual([
    ['author 0!', 'theirs', 2],
    ['author 1!', 'theirs', 2],
    ['author 2!', 'theirs', 2],
  ]);
});

test('a partial read notices a newer row by its version alone', async () => {
  const em = db.unit();
  const [ada] = (await loaded(em)) as [Author];
  await db.rows(`update author set bio = 'theirs', version = version + 1 where id = ${ada.id}`);

  await em.find(Author, ada.id, { fields: ['name'] });

  expect(ada).toMatchObject({ bio: 'theirs', version: 2 });
});

test('a partial read of what has not changed sends no further query', async () => {
  const em = db.unit();
  const [ada] = (await loaded(em)) as [Author];

  expect(await sentBy(() => em.find(Author, { name: ada.name }, { fields: ['name'] }))).toHaveLength(1);
});

test('a partial load shows what was asked for, not the version that was read along', async () => {
  const [ada] = (await loaded(db.unit())) as [Author];
  const em = db.unit();

  const found = await em.findOneOrFail(Author, ada.id, { fields: ['name'] });
  await theyChange();
  await em.find(Author, ada.id, { fields: ['name'] });

  expect(JSON.parse(JSON.stringify(found))).toEqual({ id: ada.id, name: `${ada.name}!` });
});

test('a partial load keeps what was loaded partially partial', async () => {
  const [ada] = (await loaded(db.unit())) as [Author];
  const em = db.unit();
  const found = await em.findOneOrFail(Author, ada.id, { fields: ['name'] });
  await theyChange();

  await em.find(Author, ada.id, { fields: ['bio'] });

  expect(found).toMatchObject({ name: `${ada.name}!`, bio: 'theirs', version: 2 });
});

test('a partial read of a newer row leaves an edited object edited, and the whole row parked', async () => {
  const em = db.unit();
  const [ada] = (await loaded(em)) as [Author];
  ada.name = 'mine';
  await theyChange();

  await em.find(Author, ada.id, { fields: ['bio'] });

  expect(ada).toMatchObject({ name: 'mine', version: 1 });
  await expect(em.flush()).rejects.toMatchObject({ code: 'SELFSAME_CONFLICT' });
});

test('what one populate read torn is loaded once, when all of it is read', async () => {
  const em = db.unit();
  const [ada] = (await loaded(em)) as [Author];
  await db.rows(`insert into book (title, author_id) values ('a book', ${ada.id})`);
  await em.populate(ada, ['books']);
  await theyChange();
  await db.rows(`update book set title = 'theirs', version = version + 1`);

  const sent = await sentBy(() =>
    em.find(Author, ada.id, { fields: ['name', 'books.title'], populate: ['books'], refresh: true }),
  );

  expect(sent).toHaveLength(3);
  expect(ada.bio).toBe('theirs');
  expect(ada.books[0]).toMatchObject({ title: 'theirs', version: 2 });
});

test('em.map of a part of a newer row keeps one version; the next read completes it', async () => {
  const em = db.unit();
  const [ada] = (await loaded(em)) as [Author];
  await theyChange();

  const mapped = em.map(Author, { id: ada.id, name: `${ada.name}!` });
  expect(mapped).toBe(ada);
  expect(ada).toMatchObject({ name: 'author 0', bio: null });

  await em.find(Book, { title: 'none' });
  expect(ada).toMatchObject({ name: 'author 0!', bio: 'theirs', version: 2 });
});

test('a partial read of a newer row completes what was stored without being loaded', async () => {
  const [{ id }] = (await loaded(db.unit())) as [Author];
  const em = db.unit();
  const ada = (await em.findOneOrFail(Author, id, { fields: ['name'] })) as unknown as Author;
  ada.bio = 'mine';
  await em.flush();
  await theyChange();

  await em.find(Author, id, { fields: ['name'] });

  expect(ada).toMatchObject({ name: 'author 0!', bio: 'theirs', version: 3 });
});

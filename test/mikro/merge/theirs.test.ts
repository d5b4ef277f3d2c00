import { expect, test } from 'vitest';
import { theirsOf } from '../../../src/mikro/state/base.ts';
import { Author, libraryDatabase } from '../reads/library.ts';

const db = libraryDatabase();

async function edited() {
  const author = new Author('Ada');
  await db.given(author);
  const em = db.unit();
  const ada = await em.findOneOrFail(Author, author.id);
  ada.name = 'mine';
  const read = () => em.find(Author, { id: author.id });
  const write = (set: string) => db.rows(`update author set ${set} where id = ${author.id}`);
  return { em, ada, read, write };
}

test('the newer row is kept beside an edited object, whole, also when only something else has changed', async () => {
  const { ada, read, write } = await edited();
  await write(`bio = 'theirs', version = version + 1`);

  await read();

  expect(ada).toMatchObject({ name: 'mine', bio: 'theirs', version: 1 });
  expect(theirsOf(ada)).toMatchObject({ name: 'Ada', bio: 'theirs', version: 2 });
});

test('the row of the base leaves an edited object as it is', async () => {
  const { ada, read } = await edited();

  await read();

  expect(theirsOf(ada)).toBeUndefined();
});

test('what was kept is let go of when the edit is taken back and the row is read', async () => {
  const { em, ada, read, write } = await edited();
  await write(`bio = 'theirs', version = version + 1`);
  await read();
  ada.name = 'Ada';

  await read();

  expect(theirsOf(ada)).toBeUndefined();
  expect(ada).toMatchObject({ name: 'Ada', bio: 'theirs', version: 2 });
  await em.flush();
  expect(ada.version).toBe(2);
});

test('an edit that the stored row has as well is none any more', async () => {
  const { em, ada, read, write } = await edited();
  await write(`name = 'mine'`);

  await read();
  await em.flush();

  expect(ada.version).toBe(1);
});

test('a row that a refresh finds gone is remembered while the object is edited', async () => {
  const { em, ada } = await edited();
  await db.rows(`delete from author where id = ${ada.id}`);

  await em.refresh(ada);

  expect(theirsOf(ada)).toBeNull();
});

test('what is assigned to a reference survives its loading, on the version that was loaded', async () => {
  const author = new Author('Ada');
  author.bio = 'stored';
  await db.given(author);
  const em = db.unit();
  const ada = em.getReference(Author, author.id);
  ada.name = 'mine';

  await em.find(Author, { bio: 'stored', id: author.id });

  expect(ada).toMatchObject({ name: 'mine', bio: 'stored', version: 1 });
  await em.flush();
  expect(await db.rows(`select name, bio, version from author where id = ${author.id}`)).toEqual([
    { name: 'mine', bio: 'stored', version: 2 },
  ]);
});

test('a reference that was edited before it was loaded conflicts with what changes after the load', async () => {
  const { ada: other } = await edited();
  const em = db.unit();
  const ada = em.getReference(Author, other.id);
  ada.name = 'mine';
  await em.find(Author, { id: other.id });
  await db.rows(`update author set bio = 'theirs', version = version + 1 where id = ${other.id}`);

  await expect(em.flush()).rejects.toMatchObject({ code: 'SELFSAME_CONFLICT' });
});

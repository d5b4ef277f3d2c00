import { beforeAll, describe, expect, test } from 'vitest';
import { recordStatements } from '../../../src/testing/index.ts';
import { Author, Book, createDatabase, Tag } from './tables.ts';

const db = createDatabase();
let given = 0;
const email = () => `author-${given++}@example.com`;
const sentBy = async (work: () => Promise<unknown>) =>
  (await recordStatements(db.orm, work)).statements.map(({ sql }) => sql);

async function author(changes: Partial<Author> = {}): Promise<Author> {
  const row = Object.assign(new Author(email(), 'Ada'), changes);
  await db.given(row);
  return row;
}

// The catalogue is asked once in a process.
beforeAll(async () => {
  const em = db.unit();
  await em.getOrCreate(Author, { email: email() }, { name: 'First' });
  await em.getOrCreate(Tag, { name: 'first' });
});

describe('a row that exists', () => {
  test('is read with one statement, unchanged, and takes no value of a sequence', async () => {
    const { email, id } = await author();
    const [before] = await db.rows('select last_value from author_id_seq');
    const found: unknown[] = [];

    const sent = await sentBy(async () =>
      found.push(...(await db.unit().getOrCreate(Author, { email }, { name: 'Grace' }))),
    );

    expect(sent).toHaveLength(1);
    expect(found).toEqual([expect.objectContaining({ id, name: 'Ada', version: 1 }), false]);
    for (let i = 0; i < 20; i++) await db.unit().getOrCreate(Author, { email }, { name: 'Grace' });
    expect(await db.rows('select last_value from author_id_seq')).toEqual([before]);
  });

  test('is the object that is loaded, without a statement, edits and all', async () => {
    const { id, email } = await author();
    const em = db.unit();
    const loaded = await em.findOneOrFail(Author, id);
    loaded.name = 'Edited';

    const sent = await sentBy(async () => {
      expect(await em.getOrCreate(Author, { email }, { name: 'Grace' })).toEqual([loaded, false]);
    });

    expect(sent).toEqual([]);
    expect(loaded.name).toBe('Edited');
  });

  test('is found although a filter hides it', async () => {
    const { email, id } = await author({ retired: true });

    const [found, created] = await db.unit().getOrCreate(Author, { email }, { name: 'Grace' });

    expect([found.id, created]).toEqual([id, false]);
  });

  test('does not call the function that makes the rest', async () => {
    const { email } = await author();
    let called = 0;
    const makes = () => ({ name: `Grace ${++called}` });

    await db.unit().getOrCreate(Author, { email }, makes);
    const [created] = await db.unit().getOrCreate(Author, { email: `new-${email}` }, makes);

    expect([called, created.name]).toEqual([1, 'Grace 1']);
  });
});

describe('a new row', () => {
  test('takes two statements, and has all that em.create and a flush give', async () => {
    const em = db.unit();
    const key = { email: email() };
    let created!: Author;

    const sent = await sentBy(async () => {
      [created] = await em.getOrCreate(Author, key, { name: 'Ada', fee: 1050, address: { city: 'London' } });
    });

    expect(sent).toHaveLength(2);
    expect(sent[1]).toContain('on conflict ("email") do nothing');
    expect(created).toBeInstanceOf(Author);
    expect(created).toMatchObject({
      ...key,
      id: expect.any(Number),
      version: 1,
      age: 18,
      retired: false,
      fee: 1050,
      address: { city: 'London', street: null },
      createdAt: new Date('2020-01-01'),
      seen: ['before true', 'after true'],
    });
    expect(created.books.isInitialized()).toBe(true);
    expect(await sentBy(() => em.flush())).toEqual([]);
    expect(await em.findOne(Author, created.id)).toBe(created);
    created.name = 'Edited';
    await em.flush();
    expect(await db.rows('select name, version, fee from author where id = $1', [created.id])).toEqual([
      { name: 'Edited', version: 2, fee: '10.50' },
    ]);
  });

  test('is told once: the second call finds it, in the unit and in another', async () => {
    const key = { email: email() };
    const em = db.unit();

    const [first, created] = await em.getOrCreate(Author, key, { name: 'Ada' });

    expect(created).toBe(true);
    expect(await em.getOrCreate(Author, key, { name: 'Grace' })).toEqual([first, false]);
    expect(await db.unit().getOrCreate(Author, key, { name: 'Grace' })).toMatchObject([
      { id: first.id },
      false,
    ]);
  });

  test('that is pending in the unit is that object, without a statement', async () => {
    const em = db.unit();
    const pending = em.create(Author, { email: email(), name: 'Pending' } as never);

    const sent = await sentBy(async () => {
      expect(await em.getOrCreate(Author, { email: pending.email }, { name: 'Grace' })).toEqual([
        pending,
        false,
      ]);
    });

    expect(sent).toEqual([]);
  });

  test('has a key as the constructor makes it', async () => {
    const { email, id } = await author();

    const [found, created] = await db
      .unit()
      .getOrCreate(Author, { email: email.toUpperCase() }, { name: 'Ada' });

    expect([found.id, found.email, created]).toEqual([id, email, false]);
  });

  test('leaves what else is pending in the unit alone', async () => {
    const { id } = await author();
    const em = db.unit();
    const tag = em.create(Tag, { name: `pending ${id}` });

    await em.getOrCreate(Author, { email: email() }, { name: 'Ada' });

    expect(tag.id).toBeUndefined();
    expect(await db.rows('select from tag where name = $1', [`pending ${id}`])).toEqual([]);
    await em.flush();
    expect(tag.id).toEqual(expect.any(Number));
  });

  test('takes the place of one that is removed in the unit, or has another key by now', async () => {
    const [removed, moved] = [await author({ penName: email() }), await author({ penName: email() })];
    const em = db.unit();
    em.remove(await em.findOneOrFail(Author, removed.id));
    const other = await em.findOneOrFail(Author, moved.id);
    const names = [removed.penName, moved.penName];
    other.penName = email();

    const ends = [];
    for (const penName of names)
      ends.push(await em.getOrCreate(Author, { penName }, { email: email(), name: 'New' }));

    expect(ends.map(([, created]) => created)).toEqual([true, true]);
    expect(ends[1]![0]).not.toBe(other);
    expect(await db.unit().count(Author, { penName: { $in: names } })).toBe(2);
  });
});

describe('relations', () => {
  test('by object and by key, in key and defaults, are the objects of the unit', async () => {
    const { id } = await author();
    const em = db.unit();
    const ada = await em.findOneOrFail(Author, id, { populate: ['books'] });

    const [one, created] = await em.getOrCreate(Book, { author: ada, title: 'Notes' }, { pages: 3 });
    const [same, again] = await em.getOrCreate(Book, { author: id, title: 'Notes' });
    const [two] = await em.getOrCreate(Book, { author: id, title: 'Sketches' });

    expect([created, again]).toEqual([true, false]);
    expect(same).toBe(one);
    expect([one.author, two.author]).toEqual([ada, ada]);
    expect(ada.books.getItems()).toEqual([one, two]);
    expect(await sentBy(() => em.flush())).toEqual([]);
  });

  test('new ones are stored first', async () => {
    const em = db.unit();
    const ada = new Author(email(), 'Ada');

    const [book] = await em.getOrCreate(Book, { author: ada, title: 'Notes' });

    expect(ada.id).toEqual(expect.any(Number));
    expect(await db.unit().findOneOrFail(Book, { id: book.id }, { populate: ['author'] })).toMatchObject({
      author: { email: ada.email },
    });
  });
});

import { beforeAll, describe, expect, test } from 'vitest';
import {
  concat,
  copyOf,
  decrement,
  type EntityManager,
  ExpressionError,
  greatest,
  increment,
  sql,
  toggle,
} from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { isolations } from '../../laws/isolations.ts';
import { Author, Book, Car, createDatabase, Pass } from './tables.ts';

const db = createDatabase();
let given = 0;
const open = () => ({ token: `token-${given++}`, usedAt: null });
const email = () => `counted-${given++}@example.com`;
const sentBy = async (work: () => Promise<unknown>) =>
  (await recordStatements(db.orm, work)).statements
    .map(({ sql }) => sql)
    .filter(sql => !/^(begin|commit|start|.*savepoint)/.test(sql));

// The catalogue is asked once in a process, and what a condition says once for each value.
beforeAll(async () => {
  await db.unit().updateOrCreate(Pass, open(), {});
  await db.unit().updateOrCreate(Author, { email: email() }, {}, { name: 'First' });
});

describe('a row that exists', () => {
  test.each([...isolations, 'no transaction'] as const)(
    'is changed by one UPDATE that computes, %s',
    async isolation => {
      const key = open();
      await db.given(Object.assign(new Pass(), key, { uses: 5 }));
      const em = db.unit();
      const loaded = await em.findOneOrFail(Pass, key);
      const update = (em: EntityManager) =>
        em.updateOrCreate(Pass, key, { uses: increment(2), usedAt: null });

      const sent = await sentBy(async () => {
        const made =
          isolation === 'no transaction' ? await update(em) : await em.atomic(update, { isolation });
        expect(made).toEqual([loaded, false]);
        // Outside of em.atomic it was flushed; in it before it answered.
        expect(loaded.uses).toBe(7);
      });

      expect(sent.filter(sql => sql.startsWith('update'))).toEqual([
        expect.stringMatching(/set "uses" = "uses" \+ /),
      ]);
      expect(sent.filter(sql => sql.startsWith('insert'))).toEqual([]);
      expect(await db.rows('select uses from pass where token = $1', [key.token])).toEqual([{ uses: 7 }]);
    },
  );

  test('is computed from what is stored, however old the object is', async () => {
    const key = { email: email() };
    const em = db.unit();
    const [author] = await em.updateOrCreate(Author, key, { age: 30 }, { name: 'Ada' });
    await db.rows('update author set age = 40, version = version + 1 where id = $1', [author.id]);

    await em.updateOrCreate(Author, key, { age: increment(1), name: concat(' B.') });

    expect(author).toMatchObject({ age: 41, name: 'Ada B.', version: 3 });
  });

  test('has the effects undone that are rolled back', async () => {
    const key = open();
    const em = db.unit();
    const [pass] = await em.updateOrCreate(Pass, key, { uses: increment(1) });
    const undone = em.transactional(async em => {
      await em.updateOrCreate(Pass, key, { uses: increment(10) });
      expect(pass.uses).toBe(11);
      throw new Error('roll back');
    });
    await expect(undone).rejects.toThrow('roll back');

    expect(pass.uses).toBe(1);
    await em.updateOrCreate(Pass, key, { uses: increment(1) });
    expect(pass.uses).toBe(2);
  });
});

describe('a new row', () => {
  test('starts from the default that is declared, in the one INSERT', async () => {
    let made!: [Pass, boolean];
    const sent = await sentBy(async () => {
      made = await db.unit().updateOrCreate(Pass, open(), { uses: increment(3) });
    });

    expect(made).toMatchObject([{ uses: 3, id: expect.any(Number) }, true]);
    expect(sent).toEqual([expect.stringMatching(/^select/), expect.stringMatching(/^insert into "pass"/)]);
    expect(await db.rows('select uses from pass where id = $1', [made[0].id])).toEqual([{ uses: 3 }]);
  });

  test('starts from what is for new rows, data or a function', async () => {
    const changes = { age: decrement(1), name: concat('!') };
    const [one] = await db
      .unit()
      .updateOrCreate(Author, { email: email() }, changes, { age: 50, name: 'Ada' });
    const [two] = await db
      .unit()
      .updateOrCreate(Author, { email: email() }, changes, () => ({ name: 'Eve' }));

    expect([one, two]).toMatchObject([
      { age: 49, name: 'Ada!', version: 1, seen: ['before true', 'after true'] },
      { age: 17, name: 'Eve!', version: 1 },
    ]);
    expect(
      await db.rows('select age, name from author where id = any($1) order by id', [[one.id, two.id]]),
    ).toEqual([
      { age: 49, name: 'Ada!' },
      { age: 17, name: 'Eve!' },
    ]);
  });

  test('has nothing to start from where NULL is left out or counts as something', async () => {
    const key = { email: email() };
    const changes = { fee: increment(1, { ifNull: 2 }), penName: concat('P', key.email), age: greatest(21) };
    const given = { name: 'Ada', age: 3 };
    await expect(db.unit().updateOrCreate(Author, key, changes, given)).resolves.toMatchObject([
      { fee: expect.any(Number), penName: `P${key.email}`, age: 21 },
      true,
    ]);
  });

  test('copies what it is to have, its default, or a row that it refers to', async () => {
    const author = new Author(email(), 'Ada');
    await db.given(author);
    const [copied] = await db
      .unit()
      .updateOrCreate(Author, { email: email() }, { penName: copyOf('name') }, { name: `Eve ${given}` });
    const [book] = await db
      .unit()
      .updateOrCreate(Book, { author, title: 'One' }, { pages: copyOf('author') as never });

    expect(copied.penName).toBe(copied.name);
    expect(book.pages).toBe(author.id);
  });

  test('of joined tables has it as well, and SQL of the application', async () => {
    const [car] = await db
      .unit()
      .updateOrCreate(Car, { plate: `new-${given}` }, { doors: increment(1) }, { doors: 2 });
    const [pass] = await db.unit().updateOrCreate(Pass, open(), { uses: sql<number>`2 + 2` });

    expect([car.doors, pass.uses]).toEqual([3, 4]);
  });

  test('leaves no trace when it is rolled back, and can be made again', async () => {
    const em = db.unit();
    const key = open();
    const undone = em.transactional(async em => {
      await em.updateOrCreate(Pass, key, { uses: increment(1) });
      throw new Error('roll back');
    });
    await expect(undone).rejects.toThrow('roll back');

    expect(await em.updateOrCreate(Pass, key, { uses: increment(1) })).toMatchObject([{ uses: 1 }, true]);
  });
});

test('an object that is pending goes on from what it has, and stays pending', async () => {
  const em = db.unit();
  const key = { email: email() };
  const pending = em.create(Author, { ...key, name: 'Ada', age: 4 } as never);

  expect(await sentBy(() => em.updateOrCreate(Author, key, { age: increment(1) }))).toEqual([]);
  await em.updateOrCreate(Author, key, { age: increment(2), penName: copyOf('email') });
  await em.flush();

  expect(pending).toMatchObject({ age: 7, penName: key.email });
});

test('hooks and subscribers are no reason to fail, and what they assign is stored as well', async () => {
  const em = db.orm.em.fork({ freshEventManager: true });
  em.getEventManager().registerSubscriber({
    beforeUpdate: ({ entity }) => void ((entity as Author).penName = `pen-${given++}`),
  });
  const key = { email: email() };
  const [author] = await em.updateOrCreate(Author, key, { age: increment(1) }, { name: 'Ada' });

  author.age = increment(1);
  await em.flush();

  expect(author).toMatchObject({ age: 20, penName: expect.stringMatching(/^pen-/) });
  expect(await db.rows('select age, pen_name from author where id = $1', [author.id])).toEqual([
    { age: 20, pen_name: author.penName },
  ]);
});

describe('refused before any statement is', () => {
  const key = { email: 'refused@example.com' };

  test.each([
    ['what a new row has nothing to compute from', { fee: increment(1) }, { name: 'Ada' }, 'fee'],
    ['a copy of what a new row does not have', { name: copyOf('penName') }, {}, 'name'],
    ['what means nothing for the column', { name: increment(1) as never }, { name: 'x' }, 'name'],
    ['what means nothing for a boolean', { age: toggle() as never }, () => ({ name: 'x' }), 'age'],
    ['a part of a value', { address: { city: concat('x') } }, { name: 'x' }, 'address'],
    ['a part of the key', { email: concat('x') }, { name: 'x' }, 'email'],
    ['what is no property', { unknown: increment(1) } as never, { name: 'x' }, 'unknown'],
  ])('%s', async (_, changes, forNew, property) => {
    const sent = await sentBy(() =>
      expect(
        db.unit().updateOrCreate(Author, key, changes as object, forNew as object),
      ).rejects.toMatchObject({
        constructor: ExpressionError,
        entityName: 'Author',
        property,
      }),
    );
    expect(sent).toEqual([]);
  });

  test('but by the function that makes a new row, before one is', async () => {
    const sent = await sentBy(() =>
      expect(
        db.unit().updateOrCreate(Author, key, { fee: increment(1) }, () => ({ name: 'Ada' })),
      ).rejects.toBeInstanceOf(ExpressionError),
    );
    expect(sent.filter(sql => sql.startsWith('insert'))).toEqual([]);
  });
});

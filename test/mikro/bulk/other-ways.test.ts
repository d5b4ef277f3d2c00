import { describe, expect, test } from 'vitest';
import { type EntityManager, helper, raw } from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { bulkDatabase, Mark, Pass, Place, Play, Poster } from './tables.ts';

const db = bulkDatabase();

async function play(count: number): Promise<Play> {
  const given = new Play('Hamlet');
  for (let number = 1; number <= count; number++) new Place(given, number);
  await db.given(given, ...given.places.getItems());
  return given;
}

async function sent(work: () => Promise<unknown>): Promise<readonly string[]> {
  const { statements } = await recordStatements(db.orm, work);
  return statements.map(({ sql }) => sql);
}

const isGone = (object: object) => !helper(object).__managed;

describe('updates', () => {
  const ways: Record<string, (em: EntityManager, id: number) => Promise<unknown>> = {
    nativeUpdate: (em, id) => em.nativeUpdate(Place, { play: id }, { price: 9 }),
    'qb.update': (em, id) => em.createQueryBuilder(Place).update({ price: 9 }).where({ play: id }).execute(),
    'qb.update with an alias and a join': (em, id) =>
      em
        .createQueryBuilder(Place, 'p')
        .update({ price: 9 })
        .where({ play: { id, title: 'Hamlet' } })
        .execute(),
    'qb.update with its own columns returned': async (em, id) => {
      const rows = await em
        .createQueryBuilder(Place)
        .update({ price: 9 })
        .where({ play: id })
        .returning(['id', raw('price * 2 as twice') as never])
        .execute('all');
      expect(rows).toMatchObject([{ twice: 18 }, { twice: 18 }]);
      expect(Object.keys(rows[0] as object)).toEqual(['id', 'twice']);
    },
    'qb.insert on conflict': async (em, id) => {
      const [one] = await em.execute<{ id: number }[]>('select min(id) as id from place where play_id = ?', [
        id,
      ]);
      await em
        .createQueryBuilder(Place)
        .insert({ id: one!.id, number: 1, price: 9, listPrice: 120, play: id })
        .onConflict('id')
        .merge(['price'])
        .execute();
    },
  };

  test.each(Object.entries(ways))('%s', async (_, write) => {
    const { id } = await play(2);
    const em = db.unit();
    const one = await em.findOneOrFail(Place, { play: id, number: 1 });
    const pending = await em.findOneOrFail(Play, id);
    pending.title = 'Hamlet';
    one.listPrice = 3;

    await write(em, id);

    expect(one).toMatchObject({ price: 9, listPrice: 3, version: 3 });
    expect(await sent(() => em.flush())).toEqual([]);
  });
});

describe('deletions', () => {
  const ways: Record<string, (em: EntityManager, id: number) => Promise<unknown>> = {
    nativeDelete: (em, id) => em.nativeDelete(Place, { play: id }),
    'qb.delete': (em, id) => em.createQueryBuilder(Place).delete({ play: id }).execute(),
    'qb.delete with an alias and a join': (em, id) =>
      em
        .createQueryBuilder(Place, 'p')
        .delete({ play: { id, title: 'Hamlet' } })
        .execute(),
    'qb.delete that returns': async (em, id) => {
      const rows = await em.createQueryBuilder(Place).delete({ play: id }).returning('*').execute('all');
      expect(rows).toMatchObject([{ number: 1, play: id }, { number: 2 }]);
    },
  };

  test.each(Object.entries(ways))('%s', async (_, remove) => {
    const { id } = await play(2);
    const em = db.unit();
    const loaded = await em.findOneOrFail(Play, id, { populate: ['places'] });
    const [one] = loaded.places;
    const reference = em.getReference(Place, loaded.places[1]!.id);

    expect(await sent(() => remove(em, id))).toHaveLength(1);

    expect([one!, reference].every(isGone)).toBe(true);
    expect(loaded.places).toHaveLength(0);
    expect(await sent(() => em.flush())).toEqual([]);
  });
});

describe('inserts', () => {
  const ways: Record<string, (em: EntityManager, play: number) => Promise<unknown>> = {
    insertMany: async (em, id) => {
      const rows = [3, 4].map(number => ({ number, play: id, price: 1, listPrice: 2 }));
      const keys = await em.insertMany(Place, [...rows, { ...rows[0]!, play: null }]);
      expect(keys[0]).toEqual(expect.any(Number));
    },
    'insertMany of objects': (em, id) =>
      em.insertMany([new Place(em.getReference(Play, id), 3), new Place(em.getReference(Play, id), 4)]),
    'qb.insert': async (em, id) => {
      const rows = [3, 4].map(number => ({ number, play: id, price: 1, listPrice: 2 }));
      const result = await em.createQueryBuilder(Place).insert(rows).execute();
      expect(result.affectedRows).toBe(2);
      expect(result.rows?.map(row => Object.keys(row))).toEqual(
        Array(2).fill(['id', 'version', 'price', 'list_price']),
      );
    },
    upsertMany: (em, id) =>
      em.upsertMany(
        Place,
        [3, 4].map(number => ({
          id: 1_000_000 + number + id * 10,
          number,
          play: id,
          price: 1,
          listPrice: 2,
        })),
      ),
  };

  test.each(Object.entries(ways))('%s: rows of a loaded collection are in it', async (_, insert) => {
    const { id } = await play(2);
    const em = db.unit();
    const loaded = await em.findOneOrFail(Play, id, { populate: ['places'] });

    const statements = await sent(() => insert(em, id));

    expect(statements.filter(sql => sql !== 'begin' && sql !== 'commit')).toHaveLength(1);
    expect(loaded.places.getItems().map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    for (const place of loaded.places) expect(await em.findOne(Place, place.id)).toBe(place);
    expect(loaded.places.isDirty()).toBe(false);
    expect(await sent(() => em.flush())).toEqual([]);
  });

  test('without anything loaded return what they are asked for', async () => {
    const { id } = await play(0);
    const statements = await sent(() =>
      db.unit().insertMany(Place, [{ number: 1, play: id, price: 1, listPrice: 1 }]),
    );
    expect(statements).toMatchObject([
      expect.stringMatching(/^insert into "place" .* returning "id", "version"$/),
    ]);
  });

  test('fill the other side of a one-to-one relation', async () => {
    const { id } = await play(0);
    const em = db.unit();
    const loaded = await em.findOneOrFail(Play, id, { populate: ['poster'] });

    await em.insertMany(Poster, [{ play: id }]);

    expect(loaded.poster?.play).toBe(loaded);
    expect(await sent(() => em.flush())).toEqual([]);
  });

  test('are undone in memory by a rollback', async () => {
    const { id } = await play(1);
    const em = db.unit();
    const loaded = await em.findOneOrFail(Play, id, { populate: ['places'] });
    await em
      .transactional(async inner => {
        await inner.insertMany(Place, [{ number: 7, play: id, price: 1, listPrice: 1 }]);
        expect(loaded.places).toHaveLength(2);
        throw new Error('no');
      })
      .catch(() => undefined);

    expect(loaded.places.getItems().map(({ number }) => number)).toEqual([1]);
    expect(await sent(() => em.flush())).toEqual([]);
  });
});

test('an update of a many-to-many relation is in the collections of both sides', async () => {
  const given = await play(1);
  const marks = [new Mark('red'), new Mark('blue')];
  await db.given(...marks);
  const em = db.unit();
  const place = await em.findOneOrFail(Place, given.places[0]!.id, { populate: ['marks'] });
  const red = await em.findOneOrFail(Mark, marks[0]!.id, { populate: ['places'] });

  await em.nativeUpdate(Place, { id: place.id }, { marks: marks.map(({ id }) => id) } as never);

  expect(place.marks.getItems().map(({ id }) => id)).toEqual(marks.map(({ id }) => id));
  expect([...red.places]).toEqual([place]);
  expect(await sent(() => em.flush())).toEqual([]);
});

test('a change report has what a write did to the objects, and how many other rows it wrote', async () => {
  const { id } = await play(3);
  const em = db.unit();
  const one = await em.findOneOrFail(Place, { play: id, number: 1 });
  const price = one.price;

  const updated = await em.observe(() => em.updateWhere(Place, { play: id }, { price: 1 }));
  const deleted = await em.observe(() => em.deleteWhere(Place, { play: id }));
  const inserted = await em.observe(() => em.insertMany(Pass, [{ kind: 'plain', price: 1 }]));

  const [change] = updated.changes.updated;
  expect(change?.object).toBe(one);
  expect(change?.fields['price']).toEqual({ from: price, to: 1 });
  expect(change?.seen).toBe(false);
  expect(updated.changes.otherRows).toEqual(new Map([['Place', 2]]));
  expect(deleted.changes.deleted.map(({ object, seen }) => [object === one, seen])).toEqual([[true, false]]);
  expect(deleted.changes.otherRows).toEqual(new Map([['Place', 2]]));
  expect(inserted.changes.otherRows).toEqual(new Map([['Pass', 1]]));
});

import { beforeEach, describe, expect, test } from 'vitest';
import { ForeignKeyViolationError, IsolationLevel, raw } from '../../src/index.ts';
import { recordStatements } from '../../src/testing/index.ts';
import { Loan, Painter, Painting, Person, Studio, Tag } from '../transaction/entities.ts';
import { furnish, galleryDatabase } from '../transaction/gallery.ts';
import { codes, everything, labels, nameOf, picture, refusedBy, said } from './gallery.ts';

// With one connection: what a transaction reads is read on its own.
const db = galleryDatabase({ pool: { max: 1 } });
beforeEach(() => furnish(db));

async function sentBy(work: () => Promise<unknown>): Promise<string[]> {
  return (await recordStatements(db.orm, work)).statements.map(({ sql }) => sql);
}

describe('what is pending', () => {
  test('additions and removals survive, and are flushed', async () => {
    const em = db.unit();
    const { painters, paintings, tags } = await everything(em);
    const [ada, bob] = painters as Painter[] as [Painter, Painter];
    const [one, two, three] = paintings as Painting[] as [Painting, Painting, Painting];
    const fresh = new Painting('fresh', null);
    ada.paintings.add(fresh);
    bob.paintings.add(three);
    one.tags.remove(tags[0]!);
    one.tags.add(tags[2]!);
    await db.rows(`insert into painting (code, version, painter_id, slot) values ('theirs', 1, 2, 20)`);
    await db.rows('insert into painting_tags (painting_id, tag_id) values (2, 1) on conflict do nothing');

    const { conflicts } = await em.refreshAll();

    expect(conflicts).toEqual([]);
    expect(codes(ada.paintings)).toEqual(['code 0', 'code 1', 'fresh', 'theirs']);
    expect(codes(bob.paintings)).toEqual(['code 2', 'code 3', 'code 4']);
    expect(labels(one.tags)).toEqual(['blue', 'green']);
    expect(labels(two.tags)).toEqual(['blue', 'green', 'red']);
    await em.flush();
    const stored = await everything(db.unit());
    expect(stored.painters.map(({ paintings: of }) => codes(of))).toEqual([
      codes(ada.paintings),
      codes(bob.paintings),
    ]);
    expect(stored.paintings.map(({ tags: of }) => labels(of)).slice(0, 2)).toEqual([
      labels(one.tags),
      labels(two.tags),
    ]);
  });

  test('theirs discards it all, for the objects that are given', async () => {
    const em = db.unit();
    const loaded = await everything(em);
    const before = picture(loaded);
    const [ada, bob] = loaded.painters as Painter[] as [Painter, Painter];
    const [one, , three] = loaded.paintings as Painting[] as [Painting, Painting, Painting];
    bob.paintings.add(three);
    one.tags.remove(loaded.tags[0]!);
    one.tags.add(loaded.tags[2]!);
    ada.mentor = bob;
    ada.address!.city = 'Elsewhere';

    await em.refreshAll(undefined, { strategy: 'theirs' });

    expect(picture(loaded)).toEqual(before);
    expect(await sentBy(() => em.flush())).toEqual([]);
  });

  test('a removal is a decision on what was loaded', async () => {
    const em = db.unit();
    const [one, two, three] = await em.find(Painting, {}, { orderBy: { id: 'asc' } });
    em.remove([one!, two!, three!]);
    await db.rows(`update painting set slot = 30 + id, version = version + 1 where id in (1, 2)`);

    const { conflicts, merged } = await em.refreshAll([one!, three!]);
    const { merged: overruled } = await em.refreshAll([two!], { strategy: 'mine' });

    expect(conflicts.map(said)).toEqual(['Painting 1 changed']);
    expect([merged, overruled].map(list => list.map(nameOf))).toEqual([[], ['Painting 2']]);
    expect(await refusedBy(em)).toEqual(['Painting 1 changed']);
    expect((await em.refreshAll([one!], { strategy: 'theirs' })).conflicts).toHaveLength(1);
    em.persist(one!);
    await em.flush();
    expect(codes(await db.unit().find(Painting, {}))).toEqual(['code 0', 'code 3', 'code 4']);
  });

  test('links to a row that is gone are not lost in silence', async () => {
    const em = db.unit();
    const { paintings, tags } = await everything(em);
    paintings[0]!.tags.add(tags[2]!);
    await db.rows('delete from painting where id = 1');

    const { conflicts, deleted } = await em.refreshAll();

    expect(deleted.includes(paintings[0]!)).toBe(false);
    expect(conflicts.map(said)).toEqual(['Painting 1 deleted']);
    await expect(em.flush()).rejects.toBeInstanceOf(ForeignKeyViolationError);
  });

  test('a member whose row is gone leaves the collection, and no flush brings it back', async () => {
    const em = db.unit();
    const { paintings, tags } = await everything(em);
    const [one, two] = paintings as Painting[] as [Painting, Painting];
    one.tags.add(tags[2]!);
    [one.slot, two.slot] = [71, 72];
    one.loans.add(new Loan(one, 'vault'));
    await db.rows('delete from loan; delete from painting where id = 2');

    await em.refreshAll();

    expect(one.loans.map(({ room }) => room)).toEqual(['vault']);
    expect(await refusedBy(em)).toEqual(['Painting 2 deleted']);
    await em.refreshAll([two], { strategy: 'theirs' });
    await em.flush();
    expect(await db.rows('select room from loan')).toEqual([{ room: 'vault' }]);
    expect(await db.rows('select id from painting where slot > 70')).toEqual([{ id: 1 }]);
  });

  test('new objects and references without values are not asked about', async () => {
    const em = db.unit();
    const fresh = em.create(Tag, { label: 'fresh' } as never);
    const reference = em.getReference(Painting, 1);

    expect(await sentBy(() => em.refreshAll([fresh, reference]))).toEqual([]);
    expect(await sentBy(() => em.stale())).toEqual([]);
    await em.flush();
    expect(await db.unit().count(Tag)).toBe(4);
  });
});

describe('edits', () => {
  test('embeddables are one value, and the same change on both sides is none', async () => {
    const em = db.unit();
    const [ada, bob] = await em.find(Painter, {}, { orderBy: { id: 'asc' } });
    ada!.address!.city = 'Mine';
    bob!.name = 'Same';
    bob!.contact!.phone = 'mine';
    await db.rows(`update person set address_street = 'Theirs', version = 2 where id = 2`);
    await db.rows(`update person set name = 'Same', version = version + 1 where id = 4`);

    const { merged, conflicts } = await em.refreshAll();

    expect(merged.map(nameOf)).toEqual(['Painter 4']);
    const base = { street: 'Main', city: 'City 1' };
    expect(conflicts.map(said)).toEqual(['Painter 2 changed']);
    expect(conflicts[0]!.fields).toEqual({
      address: {
        base,
        mine: { ...base, city: 'Mine' },
        theirs: { ...base, street: 'Theirs' },
        clashes: true,
      },
    });
    await em.refreshAll([ada!], { strategy: 'mine' });
    const sent = await sentBy(() => em.flush());
    expect(sent.filter(sql => sql.startsWith('update')).join()).not.toContain('"name"');
    expect(await db.rows('select version, address_street, address_city from person where id = 2')).toEqual([
      { version: 3, address_street: 'Main', address_city: 'Mine' },
    ]);
    expect(await db.rows('select version, name, contact from person where id = 4')).toMatchObject([
      { version: 4, name: 'Same', contact: { phone: 'mine' } },
    ]);
  });

  test('an expression that is assigned is computed from the newer row', async () => {
    const em = db.unit();
    const painting = await em.findOneOrFail(Painting, { code: 'code 0' });
    painting.slot = raw('slot + 100');
    await db.rows(`update painting set code = 'theirs', version = 2 where id = 1`);

    expect((await em.refreshAll()).merged.map(nameOf)).toEqual(['Painting 1']);
    await em.flush();

    expect([painting.code, painting.slot, painting.version]).toEqual(['theirs', 100, 3]);
  });

  test('a key that was edited is looked for where the row is', async () => {
    const em = db.unit();
    const [hall, attic] = await em.find(Loan, {}, { orderBy: { painting: 'asc' } });
    [hall!.room, attic!.room] = ['cellar', 'roof'];
    await db.rows(`update loan set note = 'theirs' where room = 'hall'`);
    await db.rows(`delete from loan where room = 'attic'`);

    const { merged, conflicts } = await em.refreshAll();

    expect([merged.map(nameOf), conflicts.map(said)]).toEqual([
      ['Loan {"painting":1,"room":"cellar"}'],
      ['Loan {"painting":4,"room":"roof"} deleted'],
    ]);
    await em.refreshAll([attic!], { strategy: 'theirs' });
    await em.flush();
    expect(await db.rows('select room, note from loan')).toEqual([{ room: 'cellar', note: 'theirs' }]);
  });

  test('an older row that a read has parked counts, and is settled', async () => {
    const em = db.unit();
    const ada = await em.findOneOrFail(Person, 1);
    ada.name = 'mine';
    await db.rows(`update person set mood = 'glad', version = 2 where id = 1`);
    await em.find(Person, {});

    expect((await em.stale([ada])).kindOf(ada)).toBe('changed');
    expect((await em.refreshAll([ada])).merged.map(nameOf)).toEqual(['Guide 1']);
    await em.flush();

    expect(await db.rows('select name, mood, version from person where id = 1')).toEqual([
      { name: 'mine', mood: 'glad', version: 3 },
    ]);
  });
});

test('what was written unseen and rolled back is not known afterwards, nor what was learned from it', async () => {
  const em = db.unit();
  const studio = await em.findOneOrFail(Studio, 1);
  studio.rent = 99;
  const undone = em.transactional(async inner => {
    await inner
      .getConnection()
      .execute('delete from studio where id = 1', [], 'run', inner.getTransactionContext());
    expect((await inner.refreshAll()).conflicts).toMatchObject([{ kind: 'deleted' }]);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');

  expect((await em.stale()).size).toBe(0);
  await em.flush();
  expect(await db.rows('select rent from studio where id = 1')).toEqual([{ rent: 99 }]);
});

test('a transaction of another isolation level reads its own writes', async () => {
  const em = db.unit();
  const studio = await em.findOneOrFail(Studio, 1);
  await em.transactional(
    async inner => {
      await inner.execute('update studio set rent = 77 where id = 1');
      expect((await inner.stale()).kindOf(studio)).toBe('changed');
      expect((await inner.refreshAll()).refreshed.map(nameOf)).toEqual(['Studio 1']);
    },
    { isolationLevel: IsolationLevel.SERIALIZABLE },
  );
  expect(studio.rent).toBe(77);
});

import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type EntityManager, type LiveSetChange, UnsettledSetError } from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { isolations, keepsSnapshot } from '../../laws/isolations.ts';
import { counts, many, piece, pieces, rolledBack, undone } from './given.ts';
import { Piece, pieceDatabase, Spot } from './pieces.ts';

const db = pieceDatabase({ pool: { min: 0, max: 1 } });

beforeEach(() => db.rows('delete from piece; delete from shelf; delete from box'));

async function given(...counts: (number | null)[]): Promise<EntityManager> {
  await db.given(...counts.map(count => piece({ count })));
  return db.unit();
}

/** Another session makes a row, and makes one match and another one not. */
async function disturb(): Promise<void> {
  await db.rows(`
    insert into piece (version, hidden, count) values (1, false, 8);
    update piece set count = case count when 1 then 10 else 0 end, version = version + 1 where count in (1, 2)`);
}

async function sentBy(work: () => Promise<unknown>): Promise<number> {
  return (await recordStatements(db.orm, work)).statements.length;
}

describe('em.refreshAll', () => {
  test('makes rows enter that others have made or made match, by one query for each set', async () => {
    const em = await given(1, 2, 3);
    const [set, closed] = [await many(em), await many(em)];
    const heard = vi.fn<(change: LiveSetChange<Piece>) => void>();
    set.onChange(heard);
    closed.close();
    await disturb();

    expect(await sentBy(() => em.refreshAll())).toBe(2);
    expect(counts(set)).toEqual([3, 8, 10]);
    await vi.waitFor(() => expect(heard.mock.calls.flatMap(([{ entered }]) => entered)).toHaveLength(2));

    const other = await em.liveSet(Piece, { count: { $lt: 2 } });
    await db.rows('insert into piece (version, hidden, count) values (1, false, 1), (1, false, 4)');
    expect(await sentBy(() => em.refreshAll())).toBe(3);
    expect([counts(set), counts(other)]).toEqual([
      [3, 4, 8, 10],
      [0, 1],
    ]);
  });

  test('of given objects leaves the sets alone', async () => {
    const em = await given(2);
    const set = await many(em);
    await disturb();

    expect(await sentBy(() => em.refreshAll([...set]))).toBe(1);

    expect(counts(set)).toEqual([]);
    expect(await sentBy(() => em.refreshAll([]))).toBe(0);
  });

  test('decides on what is edited as it is in memory, and flushes nothing', async () => {
    const em = await given(1, 2, 3);
    const [one, two, three] = await pieces(em);
    const set = await many(em);
    two!.hidden = true;
    three!.count = 0;
    const made = em.create(Piece, { count: 5 });
    await db.rows(`
      update piece set count = 9, version = version + 1 where count in (1, 2);
      update piece set open = true, version = version + 1 where count = 3`);

    const { statements } = await recordStatements(db.orm, () => em.refreshAll());

    expect(statements.every(({ sql }) => sql.startsWith('select'))).toBe(true);
    expect([...set]).toEqual([made, one]);
    expect(three).toMatchObject({ count: 0, open: true });
    await em.flush();
    expect([...set]).toEqual([made, one]);
  });

  test.each(isolations)(
    'in a transaction at %s sees what that does, and a rollback takes back what it has changed',
    async level => {
      const em = await given(1, 2, 3);
      const set = await many(em);
      const work = em.transactional(
        async inner => {
          await inner.count(Piece);
          await disturb();
          await inner.refreshAll();
          expect(counts(set)).toEqual(keepsSnapshot(level) ? [2, 3] : [3, 8, 10]);
          throw undone;
        },
        { isolationLevel: level },
      );
      await rolledBack(work);

      expect(counts(set)).toEqual(keepsSnapshot(level) ? [2, 3] : [2, 3, 8, 10]);
      await em.refreshAll();
      expect(counts(set)).toEqual([3, 8, 10]);
    },
  );

  test('asks for sets that only the database decides, unless something is pending', async () => {
    await db.given(piece({ name: 'a', count: 1 }));
    const em = db.unit();
    const asked = { orderBy: { name: 'asc' }, requery: true } as const;
    const set = await em.liveSet(Piece, { name: { $ilike: 'A%' } }, asked);
    const other = await em.liveSet(Piece, { name: { $ilike: 'AB%' } }, asked);
    const heard = vi.fn<(change: LiveSetChange<Piece>) => void>();
    set.onChange(heard);
    await db.rows(`insert into piece (version, hidden, name) values (1, false, 'ab')`);

    expect(await sentBy(() => em.refreshAll())).toBe(3);
    await other.settled();
    await set.settled();
    expect([set.length, other.length]).toEqual([2, 1]);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
    expect(await sentBy(() => em.refreshAll())).toBe(3);
    expect([set.length, other.length]).toEqual([2, 1]);

    set.at(0)!.count = 2;
    expect(await sentBy(() => em.refreshAll())).toBe(1);
    expect(() => set.length).toThrow(UnsettledSetError);
  });

  test('is not stopped by a set that cannot be asked again, which refuses to be read until it is settled', async () => {
    const em = await given(1);
    const [spots, set] = [await em.liveSet(Spot, { room: 1 }), await many(em)];
    const asked = await em.liveSet(Spot, { room: { $gt: 0 } }, { requery: true });
    await db.rows('alter table spot rename to spot_away');
    await disturb();

    try {
      await em.refreshAll();

      expect(counts(set)).toEqual([8, 10]);
      expect(() => spots.length).toThrow(UnsettledSetError);
      expect(() => asked.length).toThrow(UnsettledSetError);
      await expect(spots.settled()).rejects.toThrow(/does not exist/);
    } finally {
      await db.rows('alter table spot_away rename to spot; insert into spot values (1, 1)');
    }
    expect((await spots.settled()).length).toBe(1);
    expect(await sentBy(() => em.refreshAll())).toBe(2 + 3);
    await db.rows('delete from spot');
  });
});

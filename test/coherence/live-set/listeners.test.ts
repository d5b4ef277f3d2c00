import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type EntityManager, type LiveSetChange } from '../../../src/index.ts';
import { counts, many, piece, pieces, rolledBack, undone } from './given.ts';
import { Piece, pieceDatabase } from './pieces.ts';

const db = pieceDatabase({ pool: { min: 0, max: 1 } });

beforeEach(() => db.rows('delete from piece; delete from shelf; delete from box'));

afterEach(() => vi.restoreAllMocks());

async function given(...counts: (number | null)[]): Promise<EntityManager> {
  await db.given(...counts.map(count => piece({ count })));
  return db.unit();
}

describe('listeners', () => {
  test('hear once, soon, of all that has changed together', async () => {
    const em = await given(1, 2, 3, 4);
    const [one, two, three] = await pieces(em);
    const set = await many(em);
    const heard = vi.fn<(change: LiveSetChange<Piece>) => void>();
    const stop = set.onChange(heard);

    one!.count = 8;
    two!.count = 0;
    three!.count = 9;
    expect(set.size).toBe(3);
    expect(heard).not.toHaveBeenCalled();
    await Promise.resolve();

    expect(heard.mock.calls).toEqual([[{ entered: [one], left: [two], moved: [three] }]]);
    stop();
    two!.count = 5;
    await Promise.resolve();
    expect(heard).toHaveBeenCalledTimes(1);
  });

  test('hear of nothing that was changed back, of a flush that changes nothing, nor after the end', async () => {
    const em = await given(1, 2);
    const [one] = await pieces(em);
    const set = await many(em);
    const heard = vi.fn<(change: LiveSetChange<Piece>) => void>();
    set.onChange(heard);

    one!.count = 8;
    one!.count = 1;
    one!.rate = 0.5;
    await em.flush();
    one!.count = 8;
    set.close();
    await Promise.resolve();

    expect(heard).not.toHaveBeenCalled();
  });

  test('hear of a rollback', async () => {
    const em = await given(1, 2);
    const [one] = await pieces(em);
    const set = await many(em);
    const heard = vi.fn<(entered: unknown, left: unknown) => void>();
    set.onChange(({ entered, left }) => heard(counts(entered), counts(left)));

    await rolledBack(
      em.transactional(async fork => {
        one!.count = 8;
        fork.create(Piece, { count: 9 });
        await fork.flush();
        throw undone;
      }),
    );

    await vi.waitFor(() => expect(set.size).toBe(1));
    const [entered, left] = [
      heard.mock.calls.flatMap(([came]) => came),
      heard.mock.calls.flatMap(([, went]) => went),
    ];
    expect([entered, left]).toEqual([
      [8, 9],
      [1, 9],
    ]);
  });

  test('that fail are told as warnings, and stop no other', async () => {
    const em = await given(1);
    const [one] = await pieces(em);
    const set = await many(em);
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    const heard = vi.fn<(change: LiveSetChange<Piece>) => void>();
    set.onChange(() => {
      throw undone;
    });
    set.onChange(heard);

    one!.count = 8;
    await Promise.resolve();

    expect(warned).toHaveBeenCalledWith(undone);
    expect(heard).toHaveBeenCalledTimes(1);
  });
});

import { type EntityManager } from '../../../src/index.ts';
import { Book, Note } from './entities.ts';
import type { SetName } from './stored.ts';

/** What is looked at of a live set. */
export type LiveSets = Readonly<Record<SetName, Iterable<object> & { close(): void }>>;

/** The live sets that `stored.ts` asks for in SQL. */
export async function liveSets(em: EntityManager): Promise<LiveSets> {
  return {
    homeless: await em.liveSet(Book, { shelf: null }, { orderBy: { price: 'desc' } }),
    dear: await em.liveSet(Book, { price: { $gte: 3 }, shelf: 1 }, { orderBy: { price: 'asc' } }),
    odd: await em.liveSet(Book, { $or: [{ $not: { title: 'red' } }, { price: { $in: [1, 5] } }] }),
    noted: await em.liveSet(Note, { book: { $in: [1, 2] } }, { orderBy: { id: 'desc' } }),
  };
}

import { z } from 'zod';
import { Film, Show } from '../entities/index.ts';
import { type EntityManager, type FilterQuery, type QueryOrderMap } from '../src/index.ts';
import { integer, line } from './input.ts';

export const sorts = ['title', 'release', 'likes'] as const;

/** What to look for, as the query of the list of films says it. */
export const filmSearch = z.object({
  q: line(100).default(''),
  sort: z.enum(sorts, { error: `Use one of: ${sorts.join(', ')}.` }).default('title'),
  page: integer.pipe(z.int().min(1, { error: 'Pages are counted from 1.' }).max(10_000)).default(1),
});
export type FilmSearch = z.infer<typeof filmSearch>;

export interface FoundFilms {
  readonly films: readonly Film[];
  readonly total: number;
  readonly pages: number;
}

const pageSize = 20;

const orders: Readonly<Record<FilmSearch['sort'], QueryOrderMap<Film>[]>> = {
  title: [{ title: 'asc' }, { releasedOn: 'asc' }],
  release: [{ releasedOn: 'desc' }, { title: 'asc' }],
  likes: [{ likes: 'desc' }, { title: 'asc' }, { releasedOn: 'asc' }],
};

/** One page of the films of which each word of `q` is in the title or the name of the director or distributor. */
export async function findFilms(em: EntityManager, { q, sort, page }: FilmSearch): Promise<FoundFilms> {
  const [films, total] = await em.findAndCount(
    Film,
    { $and: words(q).map(has) },
    {
      populate: ['director', 'distributor'],
      orderBy: orders[sort],
      limit: pageSize,
      offset: (page - 1) * pageSize,
    },
  );
  return { films, total, pages: Math.max(1, Math.ceil(total / pageSize)) };
}

/** The shows that begin next. */
export function findNextShows(em: EntityManager, limit: number): Promise<Show[]> {
  return em.find(
    Show,
    { startsAt: { $gt: new Date() } },
    { populate: ['film'], orderBy: { startsAt: 'asc', id: 'asc' }, limit },
  );
}

function words(q: string): string[] {
  return q.split(/\s+/).filter(word => word !== '');
}

function has(word: string): FilterQuery<Film> {
  const $ilike = `%${word.replace(/[\\%_]/g, String.raw`\$&`)}%`;
  return {
    $or: [{ title: { $ilike } }, { director: { name: { $ilike } } }, { distributor: { name: { $ilike } } }],
  };
}

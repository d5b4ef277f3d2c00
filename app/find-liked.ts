import { type Film, FilmLike } from '../entities/index.ts';
import { type BoxOfficeContext } from './box-office-env.ts';
import { sessionOf } from './session.ts';

/** The ids of those of `films` that the session likes. */
export async function findLiked(c: BoxOfficeContext, films: readonly Film[]): Promise<ReadonlySet<number>> {
  const session = sessionOf(c);
  if (!session || films.length === 0) return new Set();
  const likes = await c.var.em.find(FilmLike, { film: { $in: [...films] }, session });
  return new Set(likes.map(({ film }) => film.id));
}

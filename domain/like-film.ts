import { Film } from '../entities/index.ts';
import { operation } from '../src/index.ts';
import { NoSuchFilmError } from './not-found.ts';

export interface LikeFilm {
  readonly filmId: number;
}

/** Adds one like to a film and returns how many it has now. No like is lost, however many come at once. */
export const likeFilm = operation('likeFilm', async (em, { filmId }: LikeFilm): Promise<number> => {
  const liked = 'update film set likes = likes + 1, version = version + 1 where id = ? returning *';
  const [film] = await em.adopt(Film, liked, [filmId]);
  if (!film) throw new NoSuchFilmError();
  return film.likes;
});

import { Film } from '../entities/index.ts';
import { increment, operation } from '../src/index.ts';
import { NoSuchFilmError } from './not-found.ts';

export interface LikeFilm {
  readonly filmId: number;
}

/** Adds one like to a film and returns how many it has now. No like is lost, however many come at once. */
export const likeFilm = operation('likeFilm', async (em, { filmId }: LikeFilm): Promise<number> => {
  const film = await em.findOneOrFail(Film, filmId, { failHandler: () => new NoSuchFilmError() });
  await em.updateRow(film, { likes: increment(1) });
  return film.likes;
});

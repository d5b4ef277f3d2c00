import { Film } from '../entities/index.ts';
import { type EntityManager, sql } from '../src/index.ts';
import { NoSuchFilmError } from './not-found.ts';

export interface LikeFilm {
  readonly filmId: number;
}

/** Adds one like to a film and returns how many it has now. No like is lost, however many come at once. */
export function likeFilm(em: EntityManager, { filmId }: LikeFilm): Promise<number> {
  return em.transactional(async em => {
    const found = await em.nativeUpdate(Film, filmId, { likes: sql<number>`likes + 1` });
    if (!found) throw new NoSuchFilmError();

    // The update holds the row, so what is read here is what this like made it.
    const film = await em.findOneOrFail(Film, filmId, { refresh: true });
    return film.likes;
  });
}

import { Film, FilmLike } from '../entities/index.ts';
import { type EntityManager, increment, LockMode, operation } from '../src/index.ts';
import { NoSuchFilmError } from './not-found.ts';

export interface LikeFilm {
  readonly filmId: number;
  /** The browsing session that likes it, or does no more. */
  readonly session: string;
}

/**
 * Makes a session like a film and returns how many likes the film has now. A session that likes it already changes nothing. The
 * number is that of the stored likes, however many come and go at once.
 */
export const likeFilm = operation('likeFilm', async (em, input: LikeFilm): Promise<number> => {
  const film = await getFilm(em, input);
  const [, created] = await em.getOrCreate(FilmLike, { film, session: input.session });
  return count(em, film, created ? 1 : 0);
});

/** Takes the like of a session back and returns how many likes the film has now. A session that does not like it changes nothing. */
export const unlikeFilm = operation('unlikeFilm', async (em, input: LikeFilm): Promise<number> => {
  const film = await getFilm(em, input);
  // Locked, so that of two who take one like back one finds it.
  const mine = { film, session: input.session };
  const like = await em.findOne(FilmLike, mine, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (like) em.remove(like);
  return count(em, film, like ? -1 : 0);
});

function getFilm(em: EntityManager, { filmId }: LikeFilm): Promise<Film> {
  return em.findOneOrFail(Film, filmId, { failHandler: () => new NoSuchFilmError() });
}

/** The likes of `film` once `added` are counted. Somebody else's may have been counted since it was read. */
async function count(em: EntityManager, film: Film, added: 1 | 0 | -1): Promise<number> {
  if (added === 0) await em.refresh(film);
  else await em.updateRow(film, { likes: increment(added) });
  return film.likes;
}

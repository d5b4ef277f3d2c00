import { Hono } from 'hono';
import { likeFilm, NoSuchFilmError, unlikeFilm } from '../domain/index.ts';
import { Film, Show } from '../entities/index.ts';
import { type EntityManager } from '../src/index.ts';
import { type BoxOfficeContext, type BoxOfficeEnv } from './box-office-env.ts';
import { done } from './done.ts';
import { filmJson, showJson } from './film-json.ts';
import { filmPage } from './film-page.ts';
import { filmsPage } from './films-page.ts';
import { filmSearch, findFilms, findNextShows } from './find-films.ts';
import { findLiked } from './find-liked.ts';
import { integer, param, query } from './input.ts';
import { sendJson, sendPage } from './page.ts';
import { prefersJson } from './prefers.ts';
import { keepSession } from './session.ts';
import { wayBack } from './way-back.ts';

export const filmRoutes = new Hono<BoxOfficeEnv>();

/**
 * `GET /?q=&sort=title|release|likes&page=`: one page of the films whose title, director and distributor
 * have all words of `q`.
 *
 * JSON: `{ films: [{ id, title, releasedOn, rating, runningTime, director, distributor, likes }], total, page, pages }`
 */
filmRoutes.get('/', async c => {
  const search = query(c, filmSearch);
  const found = await findFilms(c.var.em, search);
  if (prefersJson(c)) {
    return sendJson(c, { ...found, films: found.films.map(filmJson), page: search.page });
  }
  const isFront = new URL(c.req.url).search === '';
  const next = isFront ? await findNextShows(c.var.em, 6) : [];
  return sendPage(c, filmsPage({ search, found, next, liked: await findLiked(c, found.films) }));
});

/**
 * `GET /films/:id`: a film and its shows to come.
 *
 * JSON: a film as above, and `shows: [{ id, startsAt, listPrice, seatsLeft }]`, prices in cents
 */
filmRoutes.get('/films/:id', async c => {
  const film = await getFilm(c.var.em, param(c, 'id', integer));
  const coming = { film, startsAt: { $gt: new Date() } };
  const shows = await c.var.em.find(Show, coming, { orderBy: { startsAt: 'asc' } });
  if (prefersJson(c)) return sendJson(c, { ...filmJson(film), shows: shows.map(showJson) });
  return sendPage(c, filmPage(film, shows, await findLiked(c, [film])));
});

/**
 * `POST /films/:id/likes`: the session likes the film; once, however often it says so. The body is not read.
 *
 * JSON: `{ likes }`, how many the film has now
 */
filmRoutes.post('/films/:id/likes', c => change(c, likeFilm, 'Thank you. '));

/** `POST /films/:id/unlikes`: the session takes its like back. As above. */
filmRoutes.post('/films/:id/unlikes', c => change(c, unlikeFilm, ''));

async function change(c: BoxOfficeContext, operation: typeof likeFilm, thanks: string): Promise<Response> {
  const filmId = param(c, 'id', integer);
  const likes = await operation(c.var.em, { filmId, session: keepSession(c) });
  const { title } = await getFilm(c.var.em, filmId);
  const message = `${thanks}${title} now has ${likes} ${likes === 1 ? 'like' : 'likes'}.`;
  return done(c, { message, json: { likes }, next: wayBack(c, `/films/${filmId}`) });
}

function getFilm(em: EntityManager, id: number): Promise<Film> {
  const failHandler = () => new NoSuchFilmError();
  return em.findOneOrFail(Film, id, { populate: ['director', 'distributor'], failHandler });
}

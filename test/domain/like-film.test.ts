import { describe, expect, test } from 'vitest';
import { likeFilm, NoSuchFilmError, unlikeFilm } from '../../domain/index.ts';
import { Film, FilmLike } from '../../entities/index.ts';
import { testDatabase } from '../support/database.ts';
import { aFilm } from './given-show.ts';
import { overlap } from './overlap.ts';

const db = testDatabase();

async function givenFilm(): Promise<number> {
  const film = aFilm();
  await db.given(film);
  return film.id;
}

/** The likes of a film, as it counts them and as they are stored. */
async function likesOf(filmId: number): Promise<[counted: number, stored: number]> {
  const em = db.unit();
  return [(await em.findOneOrFail(Film, filmId)).likes, await em.count(FilmLike, { film: filmId })];
}

test('the likes of sessions are counted, and the film has a new version', async () => {
  const filmId = await givenFilm();
  const em = db.unit();
  const film = await em.findOneOrFail(Film, filmId);

  expect(await likeFilm(em, { filmId, session: 'ada' })).toBe(1);
  expect(await likeFilm(em, { filmId, session: 'bob' })).toBe(2);

  expect(film).toMatchObject({ likes: 2, version: 3 });
  expect(await db.unit().findOneOrFail(Film, filmId)).toMatchObject({ likes: 2, version: 3 });
});

test('who likes a film already changes nothing, and is told how many do by now', async () => {
  const filmId = await givenFilm();
  const em = db.unit();
  await likeFilm(em, { filmId, session: 'ada' });
  await likeFilm(db.unit(), { filmId, session: 'bob' });

  expect(await likeFilm(em, { filmId, session: 'ada' })).toBe(2);
  expect(await likesOf(filmId)).toEqual([2, 2]);
});

test('a like that is taken back counts no more, and can be given again', async () => {
  const filmId = await givenFilm();
  const em = db.unit();
  await likeFilm(em, { filmId, session: 'ada' });
  await likeFilm(em, { filmId, session: 'bob' });

  expect(await unlikeFilm(em, { filmId, session: 'ada' })).toBe(1);
  expect(await unlikeFilm(em, { filmId, session: 'ada' })).toBe(1);
  expect(await likesOf(filmId)).toEqual([1, 1]);
  expect(await likeFilm(em, { filmId, session: 'ada' })).toBe(2);
  expect(await likesOf(filmId)).toEqual([2, 2]);
});

test.each([likeFilm, unlikeFilm])('of a film that does not exist there is no like', async operation => {
  const input = { filmId: -1, session: 'ada' };

  await expect(operation(db.unit(), input)).rejects.toStrictEqual(new NoSuchFilmError());
});

describe('at once', () => {
  test.each([
    ['another one, and each is told the number it made', 'bob', 2],
    ['the same one, and both are told the same', 'ada', 1],
  ])('a like waits for %s', async (_, session, likes) => {
    const filmId = await givenFilm();

    const second = await overlap(
      db,
      em => likeFilm(em, { filmId, session: 'ada' }),
      em => likeFilm(em, { filmId, session }),
    );

    expect(second).toEqual({ status: 'fulfilled', value: likes });
    expect(await likesOf(filmId)).toEqual([likes, likes]);
  });

  test('of 20 sessions no like is lost, and no two are told the same number', async () => {
    const filmId = await givenFilm();

    const likes = await Promise.all(
      Array.from({ length: 20 }, (__, index) => likeFilm(db.unit(), { filmId, session: `session ${index}` })),
    );

    expect(likes.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (__, i) => i + 1));
  });
});

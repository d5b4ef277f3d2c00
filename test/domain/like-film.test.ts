import { expect, test } from 'vitest';
import { likeFilm, NoSuchFilmError } from '../../domain/index.ts';
import { Film } from '../../entities/index.ts';
import { testDatabase } from '../support/database.ts';
import { aFilm } from './given-show.ts';
import { overlap } from './overlap.ts';

const db = testDatabase();

async function givenFilm(): Promise<number> {
  const film = aFilm();
  await db.given(film);
  return film.id;
}

test('a like is counted, and the film has a new version', async () => {
  const filmId = await givenFilm();
  const em = db.unit();
  const film = await em.findOneOrFail(Film, filmId);

  expect(await likeFilm(em, { filmId })).toBe(1);
  expect(await likeFilm(em, { filmId })).toBe(2);

  expect(film).toMatchObject({ likes: 2, version: 3 });
  expect(await db.unit().findOneOrFail(Film, filmId)).toMatchObject({ likes: 2, version: 3 });
});

test('a film that does not exist cannot be liked', async () => {
  await expect(likeFilm(db.unit(), { filmId: -1 })).rejects.toStrictEqual(new NoSuchFilmError());
});

test('a like waits for another one, and each is told the number it made', async () => {
  const filmId = await givenFilm();

  const second = await overlap(
    db,
    em => likeFilm(em, { filmId }),
    em => likeFilm(em, { filmId }),
  );

  expect(second).toEqual({ status: 'fulfilled', value: 2 });
});

test('of 20 likes at once none is lost, and no two are told the same number', async () => {
  const filmId = await givenFilm();

  const likes = await Promise.all(Array.from({ length: 20 }, () => likeFilm(db.unit(), { filmId })));

  expect(likes.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
});

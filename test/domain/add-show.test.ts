import { expect, test } from 'vitest';
import { addShow, NoSuchFilmError, ShowExistsError } from '../../domain/index.ts';
import { Show } from '../../entities/index.ts';
import { testDatabase } from '../support/database.ts';
import { aFilm } from './given-show.ts';
import { overlap } from './overlap.ts';
import { stored } from './stored.ts';

const db = testDatabase();
const startsAt = new Date('2030-01-01T20:00:00Z');

async function givenFilm(): Promise<number> {
  const film = aFilm();
  await db.given(film);
  return film.id;
}

test('a show has rows of seats, numbered from the first row through the last', async () => {
  const filmId = await givenFilm();

  const show = await addShow(db.unit(), { filmId, startsAt, listPrice: 900, rows: 3, seatsPerRow: 2 });

  const loaded = await db.unit().findOneOrFail(Show, show.id, { populate: ['seats'] });
  for (const { film, seats, ...facts } of [show, loaded]) {
    expect(facts).toMatchObject({ startsAt, listPrice: 900, seatsLeft: 6, version: 1 });
    expect(film.id).toBe(filmId);
    expect(seats.map(seat => `${seat.row}${seat.number} ${seat.price} ${seat.listPrice}`)).toEqual([
      'A1 900 900',
      'A2 900 900',
      'B3 900 900',
      'B4 900 900',
      'C5 900 900',
      'C6 900 900',
    ]);
  }
});

test('the row after Z is AA', async () => {
  const filmId = await givenFilm();

  const { seats } = await addShow(db.unit(), { filmId, startsAt, listPrice: 1, rows: 28, seatsPerRow: 1 });

  expect(seats.map(seat => seat.row).slice(-3)).toEqual(['Z', 'AA', 'AB']);
});

test('a show of a film that does not exist is refused', async () => {
  const refused = addShow(db.unit(), { filmId: -1, startsAt, listPrice: 1, rows: 1, seatsPerRow: 1 });

  await expect(refused).rejects.toStrictEqual(new NoSuchFilmError());
});

test('a second show of the film at the same time is refused, and nothing of it stored', async () => {
  const input = { filmId: await givenFilm(), startsAt, listPrice: 1, rows: 1, seatsPerRow: 1 };
  await addShow(db.unit(), input);
  const before = await stored(db);

  await expect(addShow(db.unit(), input)).rejects.toStrictEqual(new ShowExistsError());

  expect(await stored(db)).toEqual(before);
});

test('a show waits for another one of the film, and is refused when that takes its time', async () => {
  const input = { filmId: await givenFilm(), startsAt, listPrice: 1, rows: 1, seatsPerRow: 1 };

  const second = await overlap(
    db,
    em => addShow(em, input),
    em => addShow(em, input),
  );

  expect(second).toStrictEqual({ status: 'rejected', reason: new ShowExistsError() });
});

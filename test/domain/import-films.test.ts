import { beforeEach, expect, test } from 'vitest';
import { type FilmRecord, importFilms, readFilmRecords } from '../../domain/index.ts';
import { Director, Distributor, Film } from '../../entities/index.ts';
import { testDatabase } from '../support/database.ts';
import { readMovies } from './movies.ts';
import { overlap } from './overlap.ts';
import { stored } from './stored.ts';

const db = testDatabase();
const alien: FilmRecord = {
  title: 'Alien',
  releasedOn: '1979-05-25',
  rating: 'R',
  runningTime: 117,
  director: 'Ridley Scott',
  distributor: '20th Century Fox',
};
const aliens: FilmRecord = { ...alien, title: 'Aliens', releasedOn: '1986-07-18', director: 'James Cameron' };

beforeEach(() => db.rows('truncate film, director, distributor cascade'));

test('new films are added with their directors and distributors', async () => {
  const { added } = await importFilms(db.unit(), [aliens, alien]);

  expect(added).toBe(2);
  const films = await db
    .unit()
    .find(Film, {}, { populate: ['director', 'distributor'], orderBy: { releasedOn: 'asc' } });
  expect(films.map(film => [film.title, film.director?.name, film.distributor?.name])).toEqual([
    ['Alien', 'Ridley Scott', '20th Century Fox'],
    ['Aliens', 'James Cameron', '20th Century Fox'],
  ]);
  expect(films[0]).toMatchObject({ ...alien, director: {}, distributor: {}, likes: 0, version: 1 });
});

test('what is not known of a film stays unknown', async () => {
  const unknown = { ...alien, rating: null, runningTime: null, director: null, distributor: null };

  await importFilms(db.unit(), [unknown]);

  expect(await db.unit().findOneOrFail(Film, { title: 'Alien' })).toMatchObject(unknown);
  expect(await db.unit().count(Director)).toBe(0);
});

test('an import that is repeated changes nothing', async () => {
  await importFilms(db.unit(), [alien, aliens]);
  const before = await stored(db);

  const { added } = await importFilms(db.unit(), [{ ...alien, rating: 'G', director: 'Nobody' }, aliens]);

  expect(added).toBe(0);
  expect((await stored(db)).filter(row => !JSON.stringify(row).includes('Nobody'))).toEqual(before);
});

test('a film that is listed twice is added once', async () => {
  expect(await importFilms(db.unit(), [alien, alien, aliens])).toEqual({ added: 2 });
});

test('an empty list adds nothing', async () => {
  expect(await importFilms(db.unit(), [])).toEqual({ added: 0 });
});

test('names that differ only in case are one director and one distributor', async () => {
  await importFilms(db.unit(), [alien]);

  await importFilms(db.unit(), [
    { ...aliens, director: 'RIDLEY SCOTT', distributor: '20TH CENTURY FOX' },
    { ...aliens, title: 'Aliens 2', director: 'ridley scott', distributor: '20th century fox' },
  ]);

  expect(await db.unit().find(Director, {})).toEqual([expect.objectContaining({ name: 'Ridley Scott' })]);
  expect(await db.unit().find(Distributor, {})).toEqual([
    expect.objectContaining({ name: '20th Century Fox' }),
  ]);
  expect(await db.unit().count(Film, { director: { name: 'Ridley Scott' } })).toBe(3);
});

test('a film that the database refuses refuses the import, directors included', async () => {
  const before = await stored(db);

  const refused = importFilms(db.unit(), [alien, { ...aliens, runningTime: -1 }]);

  await expect(refused).rejects.toMatchObject({ constraint: 'film_running_time_check' });
  expect(await stored(db)).toEqual(before);
});

test('an import waits for another one of the same names and films, and adds what that did not', async () => {
  const second = await overlap(
    db,
    em => importFilms(em, [alien]),
    em => importFilms(em, [aliens, alien]),
  );

  expect(second).toEqual({ status: 'fulfilled', value: { added: 1 } });
  expect(await db.unit().count(Distributor)).toBe(1);
  expect(
    await db.unit().count(Film, { director: { name: { $in: ['Ridley Scott', 'James Cameron'] } } }),
  ).toBe(2);
});

test.for([
  ['film', {}, {}],
  ['director', { director: 'Cy Endfield' }, { director: 'Ridley Scott' }],
  ['distributor', { distributor: 'Fox' }, { distributor: 'Paramount' }],
] as const)('an import that waits for a %s holds no later one, so it cannot deadlock', async ([, a, b]) => {
  const alone = { ...alien, director: null, distributor: null };
  const [first, last] = [
    { ...alone, ...a },
    { ...alone, title: 'Zulu', ...b },
  ];

  const second = await overlap(
    db,
    em => importFilms(em, [first]),
    em => importFilms(em, [last, first]),
    em => importFilms(em, [last]),
  );

  expect(second).toEqual({ status: 'fulfilled', value: { added: 0 } });
});

test('four importers of overlapping lists add every film, director and distributor once', async () => {
  const films = readFilmRecords(readMovies());
  const batches = Array.from({ length: Math.ceil(films.length / 400) }, (_, i) =>
    films.slice(i * 400, i * 400 + 400),
  );
  const orders = [
    batches,
    batches.toReversed(),
    [...batches.slice(4), ...batches.slice(0, 4)],
    batches.map(batch => batch.toReversed()),
  ];

  const added = await Promise.all(
    orders.map(async order => {
      let sum = 0;
      for (const batch of order) sum += (await importFilms(db.unit(), batch)).added;
      return sum;
    }),
  );

  expect(added.reduce((a, b) => a + b)).toBe(3201);
  const known = (names: readonly (string | null)[]) => new Set(names).size - 1;
  expect(await db.unit().count(Film)).toBe(3201);
  expect(await db.unit().count(Director)).toBe(known(films.map(film => film.director)));
  expect(await db.unit().count(Distributor)).toBe(known(films.map(film => film.distributor)));
  expect(await db.unit().count(Film, { director: null })).toBe(films.filter(film => !film.director).length);
});

import { expect, test } from 'vitest';
import { addMissingShows } from '../../app/add-missing-shows.ts';
import { clearTables } from '../../app/clear-tables.ts';
import { readFilmList } from '../../app/film-list.ts';
import { importMissingFilms } from '../../app/import-missing-films.ts';
import { programme } from '../../app/programme.ts';
import { soldSeats } from '../../app/sold-seats.ts';
import { testDatabase } from '../support/database.ts';

const db = testDatabase();
const never = new AbortController().signal;
const now = new Date('2026-11-22T12:00:00');

async function count(table: string): Promise<number> {
  const [row] = await db.rows<{ count: number }>(`select count(*)::int from ${table}`);
  return row?.count ?? 0;
}

test('all films are imported once, each director and distributor once, whatever was there before', async () => {
  const { films } = await readFilmList();
  expect(films).toHaveLength(3201);

  await importMissingFilms(db.orm, films.slice(0, 700), never);
  await importMissingFilms(db.orm, films, never);
  const first = [await count('film'), await count('director'), await count('distributor')];
  await importMissingFilms(db.orm, films, never);

  expect(first[0]).toBe(3201);
  expect(first[1]).toBe(new Set(films.flatMap(film => film.director?.toLowerCase() ?? [])).size);
  expect(await Promise.all(['film', 'director', 'distributor'].map(count))).toEqual(first);
});

test('each film of the programme gets its shows once, with seats of which some are sold', async () => {
  const { films, popular } = await readFilmList();
  await importMissingFilms(db.orm, films, never);

  await addMissingShows(db.orm, popular.slice(0, 1), never);
  await addMissingShows(db.orm, popular.slice(0, 2), never);
  const shows = await count('show');
  await addMissingShows(db.orm, popular.slice(0, 2), never);

  expect(shows).toBe(programme(2, new Date()).length);
  expect(await count('show')).toBe(shows);
  expect(await count('seat')).toBe(shows * 96);
  const wrong = `select from show where seats_left <> (select count(*) from seat where show_id = show.id and holder_id is null)`;
  expect(await db.rows(wrong)).toEqual([]);
  expect(await count('ticket')).toBe(await count('seat where holder_id is not null'));
  expect(await count('outbox_event')).toBe(0);
});

test('an import that is told to stop, stops, and the next completes it', async () => {
  const { films } = await readFilmList();
  const stopped = new AbortController();
  await db.rows('truncate film cascade');
  stopped.abort(new Error('stop'));

  await expect(importMissingFilms(db.orm, films, stopped.signal)).rejects.toThrow('stop');
  expect(await count('film')).toBeLessThan(3201);
  await importMissingFilms(db.orm, films, never);

  expect(await count('film')).toBe(3201);
});

test('clearing drops our tables and no others', async () => {
  await db.rows('create table theirs (id int)');

  await clearTables(db.orm);

  const tables = `select table_name from information_schema.tables where table_schema = 'public'`;
  const left = await db.rows<{ table_name: string }>(tables);
  expect(left.map(table => table.table_name).toSorted()).toEqual(['mikro_orm_migrations', 'theirs']);
  await clearTables(db.orm);
  await db.orm.migrator.up();
  expect(await count('film')).toBe(0);
});

test('each film is shown on three evenings of the coming fortnight', () => {
  const shows = programme(40, now);

  expect(shows).toHaveLength(120);
  expect(shows.every(show => show.startsAt > now && show.startsAt.getHours() >= 17)).toBe(true);
  expect(new Set(shows.map(show => show.place)).size).toBe(40);
  expect(Math.max(...shows.map(show => show.startsAt.getTime()))).toBeLessThan(
    now.getTime() + 14 * 86_400_000,
  );
});

test("tomorrow's programme is today's without today and with one more evening", () => {
  const key = ({ place, startsAt }: { place: number; startsAt: Date }) =>
    `${place} ${startsAt.toISOString()}`;
  const tomorrow = new Date(now.getTime() + 86_400_000);
  const both = new Set(programme(40, now).map(key)).intersection(new Set(programme(40, tomorrow).map(key)));

  expect(both.size).toBe(programme(40, now).filter(show => show.startsAt > tomorrow).length);
});

test('sold seats are seats of the room, the same for the same show', () => {
  for (let seed = 0; seed < 200; seed++) {
    const seats = soldSeats(seed);
    expect(seats).toEqual(soldSeats(seed));
    expect(new Set(seats).size).toBe(seats.length);
    expect(seats.length).toBeGreaterThan(0);
    expect(seats.every(seat => Number.isInteger(seat) && seat >= 1 && seat <= 96)).toBe(true);
  }
});

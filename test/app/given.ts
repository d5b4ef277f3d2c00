import { randomUUID } from 'node:crypto';
import { Director, Distributor, Film, Seat, Show } from '../../entities/index.ts';
import { type BoxOfficeDatabase } from '../support/database.ts';

interface GivenFilm {
  readonly title?: string;
  readonly releasedOn?: string;
  readonly director?: Director;
  readonly distributor?: Distributor;
}

/** Stores a film. */
export async function givenFilm(db: BoxOfficeDatabase, given: GivenFilm = {}): Promise<Film> {
  const unknown = { rating: null, runningTime: null, director: null, distributor: null };
  const film = new Film({ title: randomUUID(), releasedOn: '1979-05-25', ...unknown, ...given });
  await db.given(film);
  return film;
}

/** Stores a show that starts tomorrow, with `seats` free seats in rows of six, at 9.50 each. */
export async function givenShow(db: BoxOfficeDatabase, seats = 12, startsIn = 86_400_000): Promise<Show> {
  const film = await givenFilm(db);
  const show = new Show(film, new Date(Date.now() + startsIn), 950, seats);
  for (let number = 1; number <= seats; number++) {
    show.seats.add(new Seat(show, number, 'ABCDEFGH'.charAt(Math.floor((number - 1) / 6)), 950));
  }
  await db.given(show);
  return show;
}

/** The key of the seat with this number. */
export function seatId(show: Show, number: number): number | undefined {
  return show.seats.find(seat => seat.number === number)?.id;
}

/** A person that nobody else in the tests is. */
export function somebody(name = 'Ada'): { readonly name: string; readonly email: string } {
  return { name, email: `${name.toLowerCase()}-${randomUUID()}@example.com` };
}

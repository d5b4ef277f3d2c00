import { addShow, bookSeats, type FilmRecord } from '../domain/index.ts';
import { Film, Show } from '../entities/index.ts';
import { type EntityManager, type MikroORM, OutboxEvent } from '../src/index.ts';
import { byWorkers } from './by-workers.ts';
import { programme, type PlannedShow } from './programme.ts';
import { ProgressBar } from './progress-bar.ts';
import { rows, seatsPerRow, soldSeats } from './sold-seats.ts';

interface MissingShow extends Omit<PlannedShow, 'place'> {
  readonly filmId: number;
}

/** Adds the shows of the coming fortnight that are not there yet, each with some seats sold. */
export async function addMissingShows(
  orm: MikroORM,
  popular: readonly FilmRecord[],
  signal: AbortSignal,
): Promise<void> {
  const missing = await orm.unit(em => findMissing(em, popular));
  if (missing.length === 0) return;

  const bar = new ProgressBar('Shows added', missing.length);
  try {
    await byWorkers(4, missing, show => open(orm, show).then(() => bar.advance(1)), signal);
    bar.finish();
  } catch (error) {
    bar.abandon();
    throw error;
  }
}

async function findMissing(em: EntityManager, popular: readonly FilmRecord[]): Promise<MissingShow[]> {
  const now = new Date();
  const ids = await Promise.all(popular.map(film => idOf(em, film)));
  const known = await em.find(Show, { startsAt: { $gt: now } }, { fields: ['film', 'startsAt'] });
  const keys = new Set(known.map(show => keyOf(show.film.id, show.startsAt)));
  return programme(popular.length, now)
    .flatMap(({ place, ...show }) => ids.slice(place, place + 1).map(filmId => ({ ...show, filmId })))
    .filter(show => !keys.has(keyOf(show.filmId, show.startsAt)));
}

async function idOf(em: EntityManager, { title, releasedOn }: FilmRecord): Promise<number> {
  const { id } = await em.findOneOrFail(Film, { title, releasedOn }, { fields: ['id'] });
  return id;
}

function keyOf(filmId: number, startsAt: Date): string {
  return `${filmId} ${startsAt.getTime()}`;
}

/**
 * A show and its sold seats are there together or not at all, also when the process is killed. What was sold before the
 * box office opened is announced to nobody.
 */
function open(orm: MikroORM, { filmId, startsAt, listPrice }: MissingShow): Promise<void> {
  return orm.unit(em =>
    em.atomic(async em => {
      const { id: showId } = await addShow(em, { filmId, startsAt, listPrice, rows, seatsPerRow });
      const numbers = soldSeats(filmId * 7919 + Math.floor(startsAt.getTime() / 60_000));
      const customer = 1 + (showId % 20);
      const regular = { email: `regular-${customer}@example.com`, name: `Regular ${customer}` };
      await bookSeats(em, { showId, numbers, ...regular });
      await em.nativeDelete(OutboxEvent, { payload: { show: showId } });
    }),
  );
}

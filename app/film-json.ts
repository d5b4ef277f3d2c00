import { type Film, type Show } from '../entities/index.ts';

/** A film as JSON. */
export function filmJson({ id, title, releasedOn, rating, runningTime, director, distributor, likes }: Film) {
  return {
    id,
    title,
    releasedOn,
    rating,
    runningTime,
    director: director?.name ?? null,
    distributor: distributor?.name ?? null,
    likes,
  };
}

/** A show of a film as JSON; `listPrice` is in cents. */
export function showJson({ id, startsAt, listPrice, seatsLeft }: Show) {
  return { id, startsAt, listPrice, seatsLeft };
}

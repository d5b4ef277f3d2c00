/** The film at this place of the programme has a show at this time. */
export interface PlannedShow {
  readonly place: number;
  readonly startsAt: Date;
  /** Cents. */
  readonly listPrice: number;
}

const fortnight = 14;
const evenings = [0, 5, 9];
const times = [
  [17, 45],
  [18, 30],
  [20, 15],
  [21, 0],
  [22, 10],
] as const;
const prices = [950, 1100, 1250];

/**
 * The shows of the coming fortnight: each film on three evenings of it. Which evenings depends on the date
 * alone, so tomorrow's programme is today's with one more evening.
 */
export function programme(films: number, now: Date): PlannedShow[] {
  const coming = Array.from({ length: fortnight }, (_, ahead) => eveningOf(films, now, ahead)).flat();
  return coming.filter(show => show.startsAt > now);
}

function eveningOf(films: number, now: Date, ahead: number): PlannedShow[] {
  const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() + ahead);
  // Days are counted in UTC, where each has 24 hours.
  const day = Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
  const places = Array.from({ length: films }, (_, place) => place);
  return places
    .filter(place => evenings.includes((day + place * 3) % fortnight))
    .map((place, order) => ({ place, startsAt: at(date, order), listPrice: priceOf(place) }));
}

function at(date: Date, order: number): Date {
  const [hour, minute] = times[order % times.length] ?? times[0];
  return new Date(date.getFullYear(), date.getMonth(), date.getDate(), hour, minute);
}

function priceOf(place: number): number {
  return prices[place % prices.length] ?? 950;
}

import { Film, RuleError, Seat, Show } from '../entities/index.ts';
import { LockMode, operation } from '../src/index.ts';
import { NoSuchFilmError } from './not-found.ts';

export interface AddShow {
  readonly filmId: number;
  readonly startsAt: Date;
  /** Cents. */
  readonly listPrice: number;
  readonly rows: number;
  readonly seatsPerRow: number;
}

/** The film has a show that starts at this time. */
export class ShowExistsError extends RuleError {
  constructor() {
    super('The film has a show that starts at this time already. Choose another time.');
  }
}

/** Adds a show of a film with its seats: rows A, B, C…, numbers from 1 through the last row. */
export const addShow = operation('addShow', async (em, input: AddShow): Promise<Show> => {
  const { filmId, startsAt, listPrice, rows, seatsPerRow } = input;
  // The lock lets one caller at a time look for a show and add it.
  const film = await em.findOneOrFail(Film, filmId, {
    lockMode: LockMode.PESSIMISTIC_WRITE,
    failHandler: () => new NoSuchFilmError(),
  });
  if (await em.count(Show, { film, startsAt })) throw new ShowExistsError();

  const show = new Show(film, startsAt, listPrice, rows * seatsPerRow);
  for (let number = 1; number <= show.seatsLeft; number++) {
    const row = rowName(Math.floor((number - 1) / seatsPerRow));
    show.seats.add(new Seat(show, number, row, listPrice));
  }
  em.persist(show);
  return show;
});

/** A to Z, then AA, AB, … */
function rowName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : rowName(Math.floor(index / 26) - 1) + letter;
}

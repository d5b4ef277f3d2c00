import { Seat, Show } from '../entities/index.ts';
import { operation } from '../src/index.ts';
import { lockSeats } from './lock-seats.ts';
import { NoSuchShowError } from './not-found.ts';

export interface RepriceShow {
  readonly showId: number;
  /** Cents. */
  readonly listPrice: number;
}

export interface Repricing {
  readonly show: Show;
  /** How many seats are sold at the new price from now on. */
  readonly repriced: number;
}

/** Sets the list price of a show and its seats; sold seats keep the price they were sold at. */
export const repriceShow = operation('repriceShow', async (em, input: RepriceShow): Promise<Repricing> => {
  const { showId, listPrice } = input;
  const show = await em.findOneOrFail(Show, showId, { failHandler: () => new NoSuchShowError() });
  // In their order, before bulk statements lock them in any.
  await lockSeats(em, { show });

  const repriced = await em.updateWhere(Seat, { show, holder: null }, { listPrice, price: listPrice });
  await em.updateWhere(Seat, { show, holder: { $ne: null } }, { listPrice });
  await em.updateWhere(Show, { id: showId }, { listPrice });
  return { show, repriced };
});

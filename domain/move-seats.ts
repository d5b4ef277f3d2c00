import { type Customer, RuleError, type Seat, SeatTakenError, Show, Ticket } from '../entities/index.ts';
import { type EntityManager, operation } from '../src/index.ts';
import { lockCustomer } from './lock-customer.ts';
import { lockSeatNumbers } from './lock-seats.ts';
import { newToken } from './new-token.ts';
import { NoSuchShowError } from './not-found.ts';
import { withNewTokens } from './with-new-tokens.ts';

export interface MoveSeats {
  readonly showId: number;
  readonly customerId: number;
  /** Seats that the customer holds. */
  readonly from: readonly number[];
  /** As many seats, free or among `from`. */
  readonly to: readonly number[];
}

/** The seats that `to` names, by number, and the customer who holds them. */
export interface Move {
  readonly seats: readonly Seat[];
  readonly customer: Customer;
}

/** A move gives up more seats than it takes, or fewer. */
export class UnequalSeatsError extends RuleError {
  constructor(
    readonly from: number,
    readonly to: number,
  ) {
    super(
      `Cannot move ${from} seats to ${to}: a move keeps their number. Name as many new seats as old ones.`,
    );
  }
}

/** Moves a customer to other seats of a show, tickets and all; the credit settles the difference in price. */
export const moveSeats = operation('moveSeats', async (em, input: MoveSeats): Promise<Move> => {
  const [from, to] = [new Set(input.from), new Set(input.to)];
  if (from.size !== to.size) throw new UnequalSeatsError(from.size, to.size);
  const show = await em.findOneOrFail(Show, input.showId, { failHandler: () => new NoSuchShowError() });
  const customer = await lockCustomer(em, input.customerId);
  const seats = await lockSeatNumbers(em, show, from.union(to));

  for (const seat of seats) if (from.has(seat.number)) seat.requireHeldBy(customer);
  const swaps = pair(
    seats.filter(seat => !to.has(seat.number)),
    seats.filter(seat => !from.has(seat.number)),
  );
  settle(customer, swaps);
  await moveTickets(em, swaps);
  return { seats: seats.filter(seat => to.has(seat.number)), customer };
});

interface Swap {
  readonly from: Seat;
  readonly to: Seat;
}

function pair(left: readonly Seat[], taken: readonly Seat[]): Swap[] {
  return left.flatMap((from, i) => taken.slice(i, i + 1).map(to => ({ from, to })));
}

function settle(customer: Customer, swaps: readonly Swap[]): void {
  const cost = swaps.reduce((sum, { from, to }) => sum + to.price - from.price, 0);
  for (const { from, to } of swaps) {
    if (!to.assignTo(customer)) throw new SeatTakenError(to.number);
    from.release(customer);
  }
  customer.settle(-cost);
}

async function moveTickets(em: EntityManager, swaps: readonly Swap[]): Promise<void> {
  await withNewTokens(em, async em => {
    for (const { from, to } of swaps) {
      await em.updateWhere(Ticket, { seat: from, usedAt: null }, { seat: to, token: newToken() });
    }
  });
}

import { type Customer, type Seat } from '../entities/index.ts';

export type SeatState = 'free' | 'taken' | 'yours';

/** What a seat is to the customer who looks at it; whom else it belongs to is not told. */
export function seatState({ holder }: Seat, viewer: Customer | null): SeatState {
  return stateOf(holder?.id ?? null, viewer);
}

/** What a seat is to `viewer` that the customer of this key holds, or nobody. */
export function stateOf(holder: unknown, viewer: Customer | null): SeatState {
  if (holder === null) return 'free';
  return holder === viewer?.id ? 'yours' : 'taken';
}

/** A seat as JSON; `price` is in cents. */
export function seatJson(seat: Seat, viewer: Customer | null) {
  const { id, number, row, price } = seat;
  return { id, number, row, price, state: seatState(seat, viewer) };
}

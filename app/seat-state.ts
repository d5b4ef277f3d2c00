import { type Customer, type Seat } from '../entities/index.ts';

export type SeatState = 'free' | 'taken' | 'yours';

/** What a seat is to the customer who looks at it; whom else it belongs to is not told. */
export function seatState({ holder }: Seat, viewer: Customer | null): SeatState {
  if (!holder) return 'free';
  return holder === viewer ? 'yours' : 'taken';
}

/** A seat as JSON; `price` is in cents. */
export function seatJson(seat: Seat, viewer: Customer | null) {
  return { number: seat.number, row: seat.row, price: seat.price, state: seatState(seat, viewer) };
}

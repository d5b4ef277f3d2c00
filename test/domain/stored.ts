import { type BoxOfficeDatabase } from '../support/database.ts';

const tables = [
  'cart',
  'customer',
  'director',
  'distributor',
  'film',
  'outbox_event',
  'seat',
  'show',
  'ticket',
];

/** Everything in the database, to compare with what is there later. */
export function stored(db: BoxOfficeDatabase): Promise<object[]> {
  const rows = tables.map(table => `select '${table}' as name, id, to_jsonb(t) as row from ${table} t`);
  return db.rows(`${rows.join(' union all ')} order by name, id`);
}

/** The seats of a show as stored: who holds which, at what price. */
export function storedSeats(db: BoxOfficeDatabase, showId: number): Promise<StoredSeat[]> {
  return db.rows(
    `select number, price, list_price as "listPrice", holder_id as holder from seat where show_id = $1 order by number`,
    [showId],
  );
}

export interface StoredSeat {
  readonly number: number;
  readonly price: number;
  readonly listPrice: number;
  readonly holder: number | null;
}

/** The open tickets of a show as stored, by seat number. */
export function storedTickets(db: BoxOfficeDatabase, showId: number): Promise<StoredTicket[]> {
  return db.rows(
    `select number, ticket.holder_id as holder, token
     from ticket join seat on seat.id = seat_id
     where show_id = $1 and used_at is null order by number`,
    [showId],
  );
}

export interface StoredTicket {
  readonly number: number;
  readonly holder: number;
  readonly token: string;
}

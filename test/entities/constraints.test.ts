import { expect, test } from 'vitest';
import { testDatabase } from '../support/database.ts';

const db = testDatabase();

/** What a second writer that knows nothing of the entities may try; each is the database's to refuse. */
const refused: readonly [constraint: string, ...sql: string[]][] = [
  ['film_title_check', `insert into film (title, released_on) values ('', '1979-05-25')`],
  ['film_rating_check', `insert into film (title, released_on, rating) values ('Alien', '1979-05-25', 'X')`],
  [
    'film_running_time_check',
    `insert into film (title, released_on, running_time) values ('Alien', '1979-05-25', 0)`,
  ],
  ['film_likes_check', `insert into film (title, released_on, likes) values ('Alien', '1979-05-25', -1)`],
  ['film_title_released_on_unique', film('Alien'), film('Alien')],
  ['film_like_film_id_session_unique', film('Alien'), like(), like()],
  ['director_name_unique', `insert into director (name) values ('Ridley Scott'), ('RIDLEY SCOTT')`],
  ['distributor_name_unique', `insert into distributor (name) values ('Fox'), ('fox')`],
  ['show_film_id_starts_at_unique', film('Alien'), show(), show()],
  ['show_list_price_check', film('Alien'), show({ list_price: -1 })],
  ['show_seats_left_check', film('Alien'), show({ seats_left: -1 })],
  ['seat_show_id_number_unique', film('Alien'), show(), seat(), seat()],
  ['seat_number_check', film('Alien'), show(), seat({ number: 0 })],
  ['seat_price_check', film('Alien'), show(), seat({ price: -1 })],
  ['seat_list_price_check', film('Alien'), show(), seat({ list_price: -1 })],
  ['customer_email_unique', customer('ada@example.com'), customer('ada@example.com')],
  ['customer_email_check', customer('Ada@example.com')],
  [
    'customer_credit_check',
    `insert into customer (email, name, credit) values ('ada@example.com', 'Ada', -1)`,
  ],
  ['seat_holder_id_foreign', ...sold(), `delete from customer`],
  ['cart_session_unique', `insert into cart (session) values ('one'), ('one')`],
  ['ticket_open_token_unique', ...sold(), seat({ number: 2 }), ticket(), ticket({ seat: 2 })],
  ['ticket_open_seat_unique', ...sold(), ticket(), ticket({ token: 'OTHER' })],
];

test.each(refused)('the database refuses what %s forbids', async (constraint, ...statements) => {
  await expect(attempt(statements)).rejects.toMatchObject({ constraint });
});

test('a token can be issued again once the ticket that had it is used', async () => {
  const used = `update ticket set used_at = now()`;

  await expect(
    attempt([...sold(), seat({ number: 2 }), ticket(), used, ticket({ seat: 2 })]),
  ).resolves.toBeUndefined();
});

test('the migrations leave nothing to change between the entities and the database', async () => {
  expect(await db.orm.schema.getUpdateSchemaSQL()).toBe('');
});

/** Runs the statements in a transaction that stores nothing. */
async function attempt(statements: readonly string[]): Promise<void> {
  await db.rows(`begin; ${statements.join('; ')}; rollback`);
}

function like(): string {
  return `insert into film_like (film_id, session) select id, 'one' from film where title = 'Alien'`;
}

function film(title: string): string {
  return `insert into film (title, released_on) values ('${title}', '1979-05-25')`;
}

function show({ list_price = 950, seats_left = 2 } = {}): string {
  return `insert into show (film_id, starts_at, list_price, seats_left)
    select id, '2030-01-01T20:00Z', ${list_price}, ${seats_left} from film`;
}

function seat({ number = 1, price = 950, list_price = 950 } = {}): string {
  return `insert into seat (show_id, number, "row", list_price, price, holder_id)
    select id, ${number}, 'A', ${list_price}, ${price}, (select id from customer) from show`;
}

function customer(email: string): string {
  return `insert into customer (email, name) values ('${email}', 'Ada')`;
}

function sold(): string[] {
  return [film('Alien'), show(), customer('ada@example.com'), seat()];
}

function ticket({ seat: number = 1, token = 'TOKEN' } = {}): string {
  return `insert into ticket (seat_id, holder_id, token)
    select seat.id, holder_id, '${token}' from seat where number = ${number}`;
}

import { expect, test } from 'vitest';
import { withNewTokens } from '../../domain/with-new-tokens.ts';
import { type Customer, type Seat, Ticket } from '../../entities/index.ts';
import { UniqueConstraintViolationException } from '../../src/index.ts';
import { testDatabase } from '../support/database.ts';
import { aCustomer, givenShow } from './given-show.ts';
import { storedTickets } from './stored.ts';

const db = testDatabase();

/** Two free seats, the first of them with an open ticket that has the token `taken`. */
async function givenTicket(
  taken: string,
): Promise<{ showId: number; free: Seat; sold: Seat; ada: Customer }> {
  const show = await givenShow(db, 2);
  const [sold, free] = show.seats.getItems();
  if (!sold || !free) throw new Error('The show has two seats.');
  const ada = aCustomer();
  await db.given(ada);
  await db.unit().insert(Ticket, { seat: sold.id, holder: ada.id, token: taken });
  return { showId: show.id, free, sold, ada };
}

test('a token that an open ticket has is replaced by another, and the transaction goes on', async () => {
  const { showId, free, ada } = await givenTicket('TAKEN001');
  const tokens = ['TAKEN001', 'TAKEN001', 'FREE0001'];

  await db
    .unit()
    .transactional(em =>
      withNewTokens(em, em =>
        em.insert(Ticket, { seat: free.id, holder: ada.id, token: tokens.shift() ?? '' }),
      ),
    );

  expect(tokens).toEqual([]);
  expect((await storedTickets(db, showId)).map(ticket => ticket.token)).toEqual(['TAKEN001', 'FREE0001']);
});

test('the token of a used ticket is free', async () => {
  const { showId, free, ada } = await givenTicket('USED0001');
  await db.rows(`update ticket set used_at = now() where token = 'USED0001'`);

  await withNewTokens(db.unit(), em =>
    em.insert(Ticket, { seat: free.id, holder: ada.id, token: 'USED0001' }),
  );

  expect(await storedTickets(db, showId)).toEqual([
    expect.objectContaining({ number: 2, token: 'USED0001' }),
  ]);
});

test('what was pending before a collision is stored', async () => {
  const { free, ada } = await givenTicket('TAKEN002');
  const tokens = ['TAKEN002', 'FREE0002'];

  await db.unit().transactional(async em => {
    const customer = aCustomer('Grace');
    em.persist(customer);
    await withNewTokens(em, em =>
      em.insert(Ticket, { seat: free.id, holder: ada.id, token: tokens.shift() ?? '' }),
    );
  });

  expect(await db.rows(`select name from customer where name = 'Grace'`)).toHaveLength(1);
});

test('five collisions in a row are an error', async () => {
  const { free, ada } = await givenTicket('TAKEN003');
  let attempts = 0;

  const failed = withNewTokens(db.unit(), em => {
    attempts += 1;
    return em.insert(Ticket, { seat: free.id, holder: ada.id, token: 'TAKEN003' });
  });

  await expect(failed).rejects.toBeInstanceOf(UniqueConstraintViolationException);
  expect(attempts).toBe(5);
});

test('another constraint is not tried again', async () => {
  const { sold, ada } = await givenTicket('TAKEN004');
  let attempts = 0;

  const failed = withNewTokens(db.unit(), em => {
    attempts += 1;
    return em.insert(Ticket, { seat: sold.id, holder: ada.id, token: 'FREE0004' });
  });

  await expect(failed).rejects.toMatchObject({ constraint: 'ticket_open_seat_unique' });
  expect(attempts).toBe(1);
});

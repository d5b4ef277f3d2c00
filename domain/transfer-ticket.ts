import { Ticket } from '../entities/index.ts';
import { LockMode, operation } from '../src/index.ts';
import { getOrCreateCustomer } from './get-or-create-customer.ts';
import { lockSeats } from './lock-seats.ts';
import { newToken } from './new-token.ts';
import { NoSuchTicketError } from './not-found.ts';
import { withNewTokens } from './with-new-tokens.ts';

export interface TransferTicket {
  readonly token: string;
  readonly email: string;
  readonly name: string;
}

/** Gives an open ticket and its seat to another customer, under a new token; the old one stops working. */
export const transferTicket = operation(
  'transferTicket',
  async (em, input: TransferTicket): Promise<Ticket> => {
    const { token, email, name } = input;
    const failHandler = () => new NoSuchTicketError();
    const open = { token, usedAt: null };
    const found = await em.findOneOrFail(Ticket, open, { refresh: true, failHandler });
    const recipient = await getOrCreateCustomer(em, { email, name });
    await lockSeats(em, { id: found.seat.id });

    // Whoever moved or transferred the ticket while this call waited for the seat gave it another token.
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const ticket = await em.findOneOrFail(Ticket, open, { lockMode, failHandler });
    ticket.seat.handOver(ticket.holder, recipient);
    const change = () => ({ holder: recipient, token: newToken() });
    await withNewTokens(em, em => em.nativeUpdate(Ticket, ticket.id, change()));
    return em.refreshOrFail(ticket);
  },
);

import { Ticket } from '../entities/index.ts';
import { LockMode, operation } from '../src/index.ts';
import { getOrCreateCustomer } from './get-or-create-customer.ts';
import { issueTicket } from './issue-ticket.ts';
import { lockSeats } from './lock-seats.ts';
import { NoSuchTicketError } from './not-found.ts';

export interface TransferTicket {
  readonly token: string;
  readonly email: string;
  readonly name: string;
}

/** Gives the seat of an open ticket to another customer, with a ticket under a new token; the old one stops working. */
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
    const { seat } = ticket;
    seat.handOver(ticket.holder, recipient);
    // A seat has one open ticket, so the old one goes first.
    await em.remove(ticket).flush();
    return issueTicket(em, seat, recipient);
  },
);

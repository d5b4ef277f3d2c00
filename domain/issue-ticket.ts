import { type Customer, type Seat, Ticket } from '../entities/index.ts';
import { type EntityManager } from '../src/index.ts';
import { newToken } from './new-token.ts';

/** Stores a ticket for a seat that has no open one, under a token that no open ticket has. */
export function issueTicket(em: EntityManager, seat: Seat, holder: Customer): Promise<Ticket> {
  const constraint = 'ticket_open_token_unique';
  return em.createUnique(Ticket, () => ({ seat, holder, token: newToken() }), { constraint });
}

import { Cart, Customer, RuleError, Seat, Ticket } from '../entities/index.ts';
import { LockMode, operation } from '../src/index.ts';
import { lockSeats } from './lock-seats.ts';
import { NoSuchCustomerError } from './not-found.ts';

export interface MergeCustomers {
  readonly keepId: number;
  readonly mergeId: number;
}

/** A customer cannot be merged into itself. */
export class SameCustomerError extends RuleError {
  constructor() {
    super('Cannot merge a customer into itself: that would delete it. Name two customers.');
  }
}

/** Gives all that one customer has to another, and deletes the first. */
export const mergeCustomers = operation(
  'mergeCustomers',
  async (em, input: MergeCustomers): Promise<Customer> => {
    const { keepId, mergeId } = input;
    if (keepId === mergeId) throw new SameCustomerError();
    const locked = { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE } as const;
    const customers = await em.find(Customer, { id: { $in: [keepId, mergeId] } }, locked);
    const kept = customers.find(customer => customer.id === keepId);
    const merged = customers.find(customer => customer.id === mergeId);
    if (!kept || !merged) throw new NoSuchCustomerError();

    // In their order, before a bulk statement locks them in any. Their tickets nobody else locks without them.
    await lockSeats(em, { holder: merged });
    await em.updateWhere(Seat, { holder: merged }, { holder: kept });
    await em.updateWhere(Ticket, { holder: merged }, { holder: kept });
    await em.updateWhere(Cart, { customer: merged }, { customer: kept });
    kept.settle(merged.credit);
    em.remove(merged);
    return kept;
  },
);

import { Customer } from '../entities/index.ts';
import { type EntityManager, LockMode } from '../src/index.ts';
import { NoSuchCustomerError } from './not-found.ts';

/** Returns the customer as stored now. Until the transaction ends nobody else can change the row. */
export function lockCustomer(em: EntityManager, id: number): Promise<Customer> {
  return em.findOneOrFail(Customer, id, {
    lockMode: LockMode.PESSIMISTIC_WRITE,
    failHandler: () => new NoSuchCustomerError(),
  });
}

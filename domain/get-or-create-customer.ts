import { Customer } from '../entities/index.ts';
import { type EntityManager, LockMode } from '../src/index.ts';

export interface CustomerData {
  readonly email: string;
  readonly name: string;
}

/**
 * Returns the customer with this e-mail address, registering one when there is none. Until the
 * transaction ends nobody else can change or merge the customer.
 */
export async function getOrCreateCustomer(em: EntityManager, data: CustomerData): Promise<Customer> {
  const { email, name } = new Customer(data.email, data.name);
  const [customer, created] = await em.getOrCreate(Customer, { email }, { name });
  if (created) return customer;

  // Until it is locked the customer can be merged into another, which frees the address.
  const locked = await em.refresh(customer, { lockMode: LockMode.PESSIMISTIC_READ });
  return locked ?? getOrCreateCustomer(em, data);
}

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
  await em.createQueryBuilder(Customer).insert({ email, name }).onConflict('email').ignore().execute('run');
  const customer = await em.findOne(Customer, { email }, { lockMode: LockMode.PESSIMISTIC_READ });

  // Between the two statements the customer can be merged into another, which frees the address.
  return customer ?? getOrCreateCustomer(em, data);
}

import { Cart } from '../entities/index.ts';
import { type EntityManager } from '../src/index.ts';

export interface OpenCart {
  readonly session: string;
}

/** Returns the cart of a browsing session, opening it when there is none. Callers may race. */
export function openCart(em: EntityManager, { session }: OpenCart): Promise<Cart> {
  return em.transactional(async em => {
    await em.createQueryBuilder(Cart).insert({ session }).onConflict('session').ignore().execute('run');
    return em.findOneOrFail(Cart, { session });
  });
}

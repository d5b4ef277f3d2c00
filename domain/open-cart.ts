import { Cart } from '../entities/index.ts';
import { operation } from '../src/index.ts';

export interface OpenCart {
  readonly session: string;
}

/** Returns the cart of a browsing session, opening it when there is none. Callers may race. */
export const openCart = operation('openCart', async (em, { session }: OpenCart): Promise<Cart> => {
  const [cart] = await em.getOrCreate(Cart, { session });
  return cart;
});

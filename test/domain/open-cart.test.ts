import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { openCart } from '../../domain/index.ts';
import { Cart } from '../../entities/index.ts';
import { testDatabase } from '../support/database.ts';
import { overlap } from './overlap.ts';

const db = testDatabase();

test('a session without a cart gets one', async () => {
  const session = randomUUID();

  const cart = await openCart(db.unit(), { session });

  expect(cart).toMatchObject({ session, customer: null });
  expect(await db.unit().findOneOrFail(Cart, { session })).toMatchObject({
    id: cart.id,
    openedAt: cart.openedAt,
  });
});

test('a session with a cart keeps it, as the object that the unit holds', async () => {
  const em = db.unit();
  const session = randomUUID();
  const cart = await openCart(em, { session });

  expect(await openCart(em, { session })).toBe(cart);
  expect(await openCart(db.unit(), { session })).toMatchObject({ id: cart.id });
});

test('a caller waits for another one who opens the cart, and gets that cart', async () => {
  const session = randomUUID();

  const second = await overlap(
    db,
    em => openCart(em, { session }),
    em => openCart(em, { session }),
  );

  const cart = await db.unit().findOneOrFail(Cart, { session });
  expect(second).toMatchObject({ status: 'fulfilled', value: { id: cart.id } });
});

test('eight tabs that open at once share one cart', async () => {
  const session = randomUUID();

  const carts = await Promise.all(Array.from({ length: 8 }, () => openCart(db.unit(), { session })));

  expect(new Set(carts.map(cart => cart.id)).size).toBe(1);
  expect(await db.unit().count(Cart, { session })).toBe(1);
});

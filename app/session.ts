import { randomBytes } from 'node:crypto';
import { getCookie, setCookie } from 'hono/cookie';
import { openCart } from '../domain/index.ts';
import { Cart, type Customer } from '../entities/index.ts';
import { type BoxOfficeContext } from './box-office-env.ts';

const cookie = 'selfsame_session';
const month = 30 * 24 * 60 * 60;

/** The customer who books in this session, or null when nobody has. */
export async function findCustomer(c: BoxOfficeContext): Promise<Customer | null> {
  const session = sessionOf(c);
  if (!session) return null;
  const cart = await c.var.em.findOne(Cart, { session }, { populate: ['customer'] });
  return cart?.customer ?? null;
}

/** The session's cart; the session is opened when there is none. */
export function openSession(c: BoxOfficeContext): Promise<Cart> {
  return openCart(c.var.em, { session: keepSession(c) });
}

/** The session of this browser, which it is told to keep; a new one, a random cookie, when it has none. */
export function keepSession(c: BoxOfficeContext): string {
  const session = sessionOf(c) ?? randomBytes(24).toString('base64url');
  setCookie(c, cookie, session, { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: month });
  return session;
}

/** The session of this browser, or undefined when it has none. */
export function sessionOf(c: BoxOfficeContext): string | undefined {
  const session = getCookie(c, cookie);
  return session && /^[\w-]{32}$/.test(session) ? session : undefined;
}

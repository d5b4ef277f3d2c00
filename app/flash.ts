import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type BoxOfficeContext } from './box-office-env.ts';

const cookie = 'selfsame_flash';

/** Keeps a message for the next page that this browser shows. */
export function flash(c: BoxOfficeContext, message: string): void {
  setCookie(c, cookie, message, { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 60 });
}

/** Takes the message that the last request left, if any. */
export function takeFlash(c: BoxOfficeContext): string | undefined {
  const message = getCookie(c, cookie);
  if (message) deleteCookie(c, cookie, { path: '/' });
  return message;
}

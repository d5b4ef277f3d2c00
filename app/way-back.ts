import { type Context } from 'hono';

/** The page of ours that the request was sent from, or `otherwise`. */
export function wayBack(c: Context, otherwise: string): string {
  const referer = c.req.header('Referer');
  if (!referer || !URL.canParse(referer)) return otherwise;
  const { host, pathname, search } = new URL(referer);
  // A path that begins with two slashes would lead to another site.
  if (host !== new URL(c.req.url).host || pathname.startsWith('//')) return otherwise;
  return pathname + search;
}

import { createMiddleware } from 'hono/factory';
import { Problem } from './problem.ts';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a change that another site's page asks for. Browsers say where a request comes from, in
 * Sec-Fetch-Site or, before 2023, in Origin; a client that says neither is no browser, and has no cookies
 * that a page could abuse.
 */
export const sameOrigin = createMiddleware(async (c, next) => {
  if (!safe.has(c.req.method) && !isOwn(c.req.url, c.req.header('Sec-Fetch-Site'), c.req.header('Origin'))) {
    throw new Problem(
      403,
      'This change was asked for by another site. Open the box office and repeat it there.',
    );
  }
  await next();
});

function isOwn(url: string, site: string | undefined, origin: string | undefined): boolean {
  if (site) return site === 'same-origin' || site === 'none';
  // The scheme is left out: behind a proxy that ends TLS, the browser's is https and ours http.
  return !origin || (URL.canParse(origin) && new URL(origin).host === new URL(url).host);
}

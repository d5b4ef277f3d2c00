import { createMiddleware } from 'hono/factory';
import { Problem } from './problem.ts';

/** Refuses a request whose path or query has malformed percent-encoding, which Hono would pass on as it is. */
export const wellFormedUrl = createMiddleware(async (c, next) => {
  if (!isPercentEncoded(c.req.url)) {
    throw new Problem(400, 'The address has malformed percent-encoding.');
  }
  await next();
});

/** Whether each `%` in `text` begins the encoding of a UTF-8 character. */
export function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

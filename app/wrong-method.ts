import { type BoxOfficeContext } from './box-office-env.ts';
import { problemResponse } from './problem-response.ts';
import { Problem } from './problem.ts';

/** Answers a method that the address does not know with those that it does. */
export function wrongMethod(c: BoxOfficeContext, methods: readonly string[]): Response | Promise<Response> {
  const headers = { Allow: methods.join(', ') };
  if (c.req.method === 'OPTIONS') return c.body(null, 204, headers);
  return problemResponse(c, new Problem(405, `Use one of: ${methods.join(', ')}.`, { headers }));
}

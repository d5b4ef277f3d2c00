import { type BoxOfficeContext } from './box-office-env.ts';
import { flash } from './flash.ts';
import { sendJson } from './page.ts';
import { prefersJson } from './prefers.ts';

export interface Done {
  /** What happened, for people. */
  readonly message: string;
  /** What happened, for programs. */
  readonly json: object;
  /** The page that people go on with. */
  readonly next: string;
  readonly status?: 200 | 201;
  /** What of the page that the change was made on is to be shown anew; its script gets the message as well. */
  readonly changes?: object;
}

/** Answers a change that was made: a program gets what happened, a browser goes on to a page that says it. */
export function done(c: BoxOfficeContext, { message, json, next, status = 200, changes }: Done): Response {
  if (prefersJson(c)) return sendJson(c, changes ? { ...json, message, changes } : json, status);
  flash(c, message);
  return c.redirect(next, 303);
}

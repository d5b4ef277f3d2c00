import { type ContentfulStatusCode } from 'hono/utils/http-status';
import { type BoxOfficeContext } from './box-office-env.ts';
import { takeFlash } from './flash.ts';
import { type Html, layout } from './layout.ts';

export interface Page {
  readonly title: string;
  readonly body: Html;
}

/** Answers with a page. What it shows depends on who asks and what they accept, so only they may keep it. */
export function sendPage(
  c: BoxOfficeContext,
  { title, body }: Page,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  forOneReader(c);
  const { pathname } = new URL(c.req.url);
  return c.html(layout({ title, body, pathname, flash: takeFlash(c) }), status);
}

/** Answers with JSON, to whom asked for it. */
export function sendJson(c: BoxOfficeContext, value: object, status: ContentfulStatusCode = 200): Response {
  forOneReader(c);
  return c.json(value, status);
}

function forOneReader(c: BoxOfficeContext): void {
  c.header('Vary', 'Accept, Cookie');
  c.header('Cache-Control', 'private, no-cache');
}

import { type Context } from 'hono';
import { accepts } from 'hono/accepts';

const html = 'text/html';
const json = ['application/json', 'application/problem+json'];

/** Whether the client would rather have JSON than a page. Who does not say gets the page. */
export function prefersJson(c: Context): boolean {
  return json.includes(preferred(c, html));
}

/** Whether the client asks for pages, as browsers do. Who does not say is taken for a program. */
export function prefersHtml(c: Context): boolean {
  return preferred(c, 'application/problem+json') === html;
}

function preferred(c: Context, otherwise: string): string {
  return accepts(c, { header: 'Accept', supports: [html, ...json], default: otherwise });
}

import { html } from 'hono/html';
import { type BoxOfficeContext } from './box-office-env.ts';
import { type Page, sendPage } from './page.ts';
import { prefersHtml } from './prefers.ts';
import { InvalidInput, type Problem } from './problem.ts';
import { wayBack } from './way-back.ts';

/** Answers with a problem: a page for people, an RFC 9457 document for programs. */
export function problemResponse(c: BoxOfficeContext, problem: Problem): Response | Promise<Response> {
  for (const [name, value] of Object.entries(problem.headers)) c.header(name, value);
  if (prefersHtml(c)) return sendPage(c, problemPage(c, problem), problem.status);
  c.header('Vary', 'Accept');
  c.header('Cache-Control', 'no-store');
  c.header('Content-Type', 'application/problem+json');
  return c.body(JSON.stringify(problem.toDocument(c.req.path)), problem.status);
}

function problemPage(c: BoxOfficeContext, problem: Problem): Page {
  const { status, title, message } = problem;
  return {
    title,
    body: html`<section class="problem">
      <p class="problem-status" aria-hidden="true">${status}</p>
      <h1>${title}</h1>
      <p>${message}</p>
      ${problem instanceof InvalidInput ? errorList(problem) : ''}
      ${status === 500 ? html`<p>Request id: <code>${c.var.requestId}</code></p>` : ''}
      <p>${goBack(c)} <a href="/">All films</a></p>
    </section>`,
  };
}

function errorList({ errors }: InvalidInput) {
  return html`<ul>
    ${errors.map(({ path, message }) => html`<li>${path ? html`<strong>${path}</strong>: ` : ''}${message}</li>`)}
  </ul>`;
}

function goBack(c: BoxOfficeContext) {
  const back = wayBack(c, '/');
  const here = new URL(c.req.url);
  return back === '/' || back === here.pathname + here.search
    ? ''
    : html`<a class="button" href="${back}">Go back</a>`;
}

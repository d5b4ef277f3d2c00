import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { type MikroORM } from '../src/index.ts';
import { type BoxOfficeEnv } from './box-office-env.ts';
import { filmRoutes } from './film-routes.ts';
import { type Log, logToStderr } from './log.ts';
import { problemOf } from './problem-of.ts';
import { problemResponse } from './problem-response.ts';
import { Problem } from './problem.ts';
import { publicFiles } from './public-files.ts';
import { requestId } from './request-id.ts';
import { sameOrigin } from './same-origin.ts';
import { securityHeaders } from './security-headers.ts';
import { showRoutes } from './show-routes.ts';
import { ticketRoutes } from './ticket-routes.ts';
import { unitPerRequest } from './unit-per-request.ts';
import { wellFormedUrl } from './well-formed-url.ts';
import { wrongMethod } from './wrong-method.ts';

const maxBody = 16 * 1024;

/**
 * The box office's web application over one database. Its routes answer pages to browsers, and JSON to
 * clients that send `Accept: application/json`; bodies are forms or JSON, with the same names.
 */
export function boxOffice(orm: MikroORM, log: Log = logToStderr): Hono<BoxOfficeEnv> {
  const app = new Hono<BoxOfficeEnv>();
  app.onError((error, c) => {
    const problem = problemOf(error, c.var.requestId);
    if (problem.status >= 500) log(failure(c.var.requestId, `${c.req.method} ${c.req.path}`, error));
    return problemResponse(c, problem);
  });
  app.notFound(c => problemResponse(c, new Problem(404, 'There is nothing at this address.')));

  app.use(requestId, securityHeaders, methodNotAllowed({ app, onMethodNotAllowed: wrongMethod }));
  app.use(wellFormedUrl, sameOrigin, bodyLimit({ maxSize: maxBody, onError: tooLong }));
  app.route('/', publicFiles);
  app.use(unitPerRequest(orm));
  app.route('/', filmRoutes);
  app.route('/', showRoutes);
  app.route('/', ticketRoutes);
  return app;
}

function tooLong(): never {
  throw new Problem(413, `The body is longer than ${maxBody} bytes.`);
}

function failure(requestId: string, request: string, error: Error) {
  return { level: 'error', requestId, request, error: error.stack, cause: error.cause };
}

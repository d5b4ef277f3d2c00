import { randomUUID } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import { type BoxOfficeEnv } from './box-office-env.ts';

/** Gives every request an id of our own making, and tells it to the client. */
export const requestId = createMiddleware<BoxOfficeEnv>(async (c, next) => {
  c.set('requestId', randomUUID());
  c.header('X-Request-Id', c.var.requestId);
  await next();
});

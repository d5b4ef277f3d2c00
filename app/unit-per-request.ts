import { createMiddleware } from 'hono/factory';
import { type MikroORM } from '../src/index.ts';
import { type BoxOfficeEnv } from './box-office-env.ts';

/** Runs every request in a unit of work of its own, which handlers find in `c.var.em`. */
export function unitPerRequest(orm: MikroORM) {
  return createMiddleware<BoxOfficeEnv>((c, next) =>
    orm.unit(async em => {
      c.set('em', em);
      await next();
    }),
  );
}

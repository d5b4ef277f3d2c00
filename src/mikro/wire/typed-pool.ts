import { type Pool } from 'pg';

type Connected = (error: unknown, ...rest: unknown[]) => void;

/** Types the errors of a pool itself: no connection was free in time, or none could be made. */
export function typePoolErrors(pool: Pool, typed: (error: unknown) => unknown): void {
  const connect = pool.connect.bind(pool) as (callback?: Connected) => Promise<unknown>;
  const typedConnect = (callback?: Connected) =>
    callback
      ? connect((error, ...rest) => callback(error && typed(error), ...rest))
      : connect().catch(error => {
          throw typed(error);
        });
  pool.connect = typedConnect as typeof pool.connect;
}

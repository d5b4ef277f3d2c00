import { type Client, DatabaseError } from 'pg';

/**
 * A subclass of `Base` whose `rollback` succeeds on a connection that is lost.
 *
 * The server rolls a transaction back when its connection goes away, so there is nothing left to fail. Kysely
 * gives a connection back to the pool only after a rollback that succeeded: without this, every connection
 * lost inside a transaction would be missing from the pool for good, and closing the pool would never end.
 */
export function clientThatReturns(Base: typeof Client): typeof Client {
  class ReturningClient extends Base {
    // pg overloads `query` eight ways; whatever comes in goes on unchanged, so the types are the base's.
    override query(...args: unknown[]): never {
      const answer = (super.query as (...args: unknown[]) => unknown).apply(this, args);
      const isRollback = args[0] === 'rollback' && answer instanceof Promise;
      return (isRollback ? answer.catch(requireLost) : answer) as never;
    }
  }
  return ReturningClient as typeof Client;
}

/** What the server would have answered, had it been there; throws when it is there and refused. */
function requireLost(error: Error): { command: string; rowCount: null; rows: [] } {
  const answered = error instanceof DatabaseError && error.severity !== 'FATAL' && error.severity !== 'PANIC';
  if (answered) throw error;
  return { command: 'ROLLBACK', rowCount: null, rows: [] };
}

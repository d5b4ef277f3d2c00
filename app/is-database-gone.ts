import { ConnectionException } from '../src/index.ts';

const lostSocket = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'ENOENT']);

/** SQLSTATE classes 08 (connection) and 57P0x (shutting down, starting up), and 53300, too many connections. */
const lostSession = /^(08...|57P0[1-5]|53300)$/;

/** How pg says that a connection ended before or under a statement, or could not be made; these have no code. */
const lostConnection =
  /^(Connection terminated|Client has encountered a connection error|timeout (expired|exceeded when trying))/;

/** Whether an error, or one that it wraps, says that the database cannot be reached. */
export function isDatabaseGone(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if (at instanceof ConnectionException || hasLostCode(at) || lostConnection.test(at.message)) return true;
    if (at instanceof AggregateError && at.errors.some(isDatabaseGone)) return true;
  }
  return false;
}

function hasLostCode(error: Error): boolean {
  if (!('code' in error) || typeof error.code !== 'string') return false;
  return lostSocket.has(error.code) || lostSession.test(error.code);
}

import { CommitUnknownError } from '../../errors/commit-unknown-error.ts';
import { ConnectionLostError } from '../../errors/database/connection-lost-error.ts';

/** Node's codes for a socket that broke or was not to be opened. */
const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Class 08, shutdowns and start-up, and the time-outs that end a session. */
const STATE = /^(?:08...|57P0[1-5]|25P0[34])$/;

/** How pg says it; these have no code. */
const MESSAGE =
  /^(?:Connection terminated|Client has encountered a connection error|Client was closed|timeout expired|write after end|This socket has been ended|Cannot call write after a stream was destroyed)/;

/** The SQLSTATE of an error that the server sent. */
export function sqlStateOf(error: unknown): string | undefined {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown };
  return typeof severity === 'string' && typeof code === 'string' && code.length === 5 ? code : undefined;
}

function severityOf(error: unknown): unknown {
  return (error as { severity?: unknown } | undefined)?.severity;
}

/** Whether an error of pg says that its connection ended, or could not be made. */
export function isLostConnection(error: Error): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined) return STATE.test(state);
  const { code } = error as { code?: string };
  return (code !== undefined && SOCKET.has(code)) || MESSAGE.test(error.message);
}

/** Whether a typed error leaves open what the server did with the statement. */
export function isUnanswered(error: unknown): boolean {
  if (error instanceof CommitUnknownError) return true;
  // One that ends only the statement: a foreign server's connection was lost.
  if (error instanceof ConnectionLostError) return severityOf(error.cause) !== 'ERROR';
  // pg gives up waiting, and the statement goes on.
  return error instanceof Error && error.message === 'Query read timeout';
}

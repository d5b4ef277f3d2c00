import { serverVersion } from './connection.ts';
import { DatabaseUrlError, type DatabaseUrlProblem } from './errors.ts';
import { errorCode } from './error-code.ts';
import { PostgresServer } from './postgres-server.ts';

/**
 * Uses the server that `url` names, after trying to connect to it. Nothing is started, and `stop` does nothing.
 *
 * @throws DatabaseUrlError which says what is wrong with it
 */
export async function useDatabaseUrl(url: string): Promise<PostgresServer> {
  const began = performance.now();
  const target = describeTarget(url);
  const version = await serverVersion(url).catch((cause: unknown) => {
    throw new DatabaseUrlError(problemOf(cause), target, { cause });
  });
  const startedIn = Math.round(performance.now() - began);
  return new PostgresServer({ url, version, embedded: false, startedIn }, async () => {});
}

/** Names what `url` points to, without the password. */
function describeTarget(url: string): string {
  if (!URL.canParse(url) || !/^postgres(ql)?:/.test(url))
    throw new DatabaseUrlError('malformed', 'which is no URL');
  const { username, host, pathname } = new URL(url);
  return `user ${username || '(none)'} at ${host || '(local socket)'}, database ${pathname.slice(1) || '(none)'}`;
}

function problemOf(error: unknown): DatabaseUrlProblem {
  const code = errorCode(error);
  if (code === '3D000') return 'no such database';
  if (code?.startsWith('28') || isPasswordMissing(error)) return 'authentication';
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? 'refused by the server' : 'unreachable';
}

// The driver gives no code when the server asks for a password and the URL holds none.
function isPasswordMissing(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('SASL');
}

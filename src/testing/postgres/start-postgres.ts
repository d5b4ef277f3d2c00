import process from 'node:process';
import { useDatabaseUrl } from './database-url.ts';
import { startEmbedded } from './embedded-server.ts';
import type { PostgresServer } from './postgres-server.ts';

export interface StartOptions {
  /** Keeps the data here and uses it again at the next start. Without it the server and its data are thrown away. */
  readonly directory?: string;
  /** The port to use when it is free. */
  readonly port?: number;
  /** Where DATABASE_URL is looked up, `process.env` unless given; `{}` starts a server in any case. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Starts a PostgreSQL server of our own, or uses the one that DATABASE_URL names.
 *
 * The server listens on the loopback interface only. It needs no installation and no rights: started by
 * root it runs as nobody. Starts may run at the same time. A server outlives a process that is killed, and
 * the next start stops it; one that forgets `stop` ends normally. No exit code and no signal is touched.
 *
 * @example
 * await using server = await startPostgres();
 * const client = new pg.Client({ connectionString: server.url });
 * await client.connect();
 * await client.end();
 *
 * @throws PostgresMissingError when there are no binaries for this machine
 * @throws PostgresStartError when PostgreSQL gives up, with its last log lines
 * @throws PostgresInUseError when another process uses `directory`
 * @throws PostgresVersionError when `directory` holds data of another major version
 * @throws PostgresDirectoryError when no directory can be used
 * @throws DatabaseUrlError when DATABASE_URL is set and cannot be used
 */
export async function startPostgres(options: StartOptions = {}): Promise<PostgresServer> {
  const { DATABASE_URL } = options.env ?? process.env;
  return DATABASE_URL ? useDatabaseUrl(DATABASE_URL) : startEmbedded(options);
}

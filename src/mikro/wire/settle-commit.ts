import { setTimeout as delay } from 'node:timers/promises';
import { type Client } from 'pg';

export type Settled = 'committed' | 'aborted' | undefined;

/** Milliseconds before each attempt; a server that starts again needs a second or two. */
const WAITS = [0, 25, 50, 100, 200, 400, 800, 1600];

/** Finds out, over connections of its own, how the transaction `id` ended whose connection was lost at COMMIT. */
export async function settleCommit(connect: () => Client, id: string): Promise<Settled> {
  for (const [attempt, wait] of WAITS.entries()) {
    await delay(wait);
    const status = await ask(connect(), id, attempt > 1).catch(() => 'unreachable');
    if (status === 'committed' || status === 'aborted') return status;
    // Too long ago for the server to know, or a server that was never told.
    if (status === null) return undefined;
  }
  return undefined;
}

/** `in progress` is a session that has not noticed that nobody is there: it is ended, and asked again. */
async function ask(client: Client, id: string, ends: boolean): Promise<string | null> {
  client.on('error', () => undefined);
  try {
    await client.connect();
    if (ends) await client.query(END, [id]);
    const { rows } = await client.query<{ status: string | null }>(STATUS, [id]);
    return rows[0]?.status ?? null;
  } finally {
    // A server that is gone answers no goodbye either.
    client.end().catch(() => undefined);
  }
}

const STATUS = 'select pg_xact_status($1::text::xid8) as status';

// By the transaction, not by the process: behind a pooler, the process id that the client knows is another's.
const END = `select pg_terminate_backend(pid) from pg_stat_activity where backend_xid = ($1::text::xid8)::xid and datname = current_database()`;

/** The options of a client like another, which does not wait for long. */
export function impatient(config: object): object {
  const { password } = config as { password?: unknown };
  // pg-pool keeps the password out of what a spread copies.
  return { ...config, password, connectionTimeoutMillis: 2000, query_timeout: 2000, statement_timeout: 2000 };
}

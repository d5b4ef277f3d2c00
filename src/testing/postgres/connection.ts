import pg from 'pg';

/** Runs `work` on a connection of its own. */
export async function withConnection<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'selfsame/testing',
  });
  // A lost connection rejects the statement that runs; as an event without a listener it would end the process too.
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The version of the server, as in '18.4'. */
export async function serverVersion(url: string): Promise<string> {
  const { rows } = await withConnection(url, client =>
    client.query<{ version: string }>(
      `select split_part(current_setting('server_version'), ' ', 1) as version`,
    ),
  );
  return rows[0]?.version ?? 'unknown';
}

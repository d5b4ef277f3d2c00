import pg from 'pg';

/** Runs `edit` while `work` waits for the rows that `sql` locks, then lets it go on. */
export async function whileWaiting(
  url: string,
  sql: string,
  work: () => Promise<unknown>,
  edit: () => void,
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(sql);
    const working = work();
    await waitingFor(client);
    edit();
    await client.query('commit');
    await working;
  } finally {
    await client.end();
  }
}

async function waitingFor(client: pg.Client): Promise<void> {
  for (;;) {
    const { rowCount } = await client.query(
      `select 1 from pg_stat_activity where pg_backend_pid() = any (pg_blocking_pids(pid))`,
    );
    if (rowCount) return;
  }
}

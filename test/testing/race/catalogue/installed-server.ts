import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { makeThrowAwayHome } from '../../../../src/testing/postgres/home.ts';
import { initialise } from '../../../../src/testing/postgres/initialise.ts';
import { PostgresServer } from '../../../../src/testing/postgres/postgres-server.ts';
import { privateRoot } from '../../../../src/testing/postgres/private-directory.ts';
import { serverUser } from '../../../../src/testing/postgres/server-user.ts';
import { startPostmaster } from '../../../../src/testing/postgres/start-postmaster.ts';

/** Where Debian puts the programs of a major version. */
const INSTALLED = '/usr/lib/postgresql';

/** The oldest PostgreSQL that this machine's packages have installed, if there is any: `15`. */
export function installedVersion(): string | undefined {
  const versions = existsSync(INSTALLED) ? globSync('*/bin/postgres', { cwd: INSTALLED }) : [];
  return versions.map(path => path.split('/')[0]).toSorted((a, b) => Number(a) - Number(b))[0];
}

/** Starts a server from those packages, on data that is thrown away. */
export async function startInstalled(version: string): Promise<PostgresServer> {
  const user = serverUser();
  const programs = { native: join(INSTALLED, version), version, user };
  const home = makeThrowAwayHome(privateRoot(user), user);
  const password = await initialise(home, programs);
  const postmaster = await startPostmaster(programs, home);
  const url = `postgresql://postgres:${password}@127.0.0.1:${postmaster.port}/postgres`;
  return new PostgresServer(
    { url, version: await versionOf(url), embedded: true, startedIn: 0 },
    async () => {
      await postmaster.stop();
      home.release();
    },
  );
}

async function versionOf(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  await client.end();
  return rows[0]?.server_version ?? '';
}

import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { withConnection } from '../postgres/connection.ts';
import { createDatabase } from './create-database.ts';
import { type DatabaseAddress, dropDatabase } from './database-address.ts';
import { TemplateInUseError } from './errors.ts';
import { quoted } from './database-name.ts';
import { DatabaseTemplate } from './database-template.ts';
import type { PostgresServer } from '../postgres/postgres-server.ts';

/**
 * Creates a database, lets `migrate` fill it, and closes it, so that `cloneDatabase` can copy it.
 *
 * Nothing else on the server is touched, and when `migrate` fails the database is dropped again. From then on
 * nobody can connect to the template, so that a copy never has to wait and every copy is the same.
 *
 * @example
 * const template = await createTemplate(server, async clientUrl => {
 *   await using orm = await MikroORM.init({ clientUrl, entities: [Director], metadataProvider: ReflectMetadataProvider });
 *   await orm.schema.create();
 * });
 * // create database "selfsame_…" template "template1"
 * // alter database "selfsame_…" with allow_connections false
 *
 * @throws CreateDatabaseRefusedError when the role of the URL lacks CREATEDB
 * @throws TemplateInUseError when `migrate` leaves a connection open
 */
export async function createTemplate(
  server: PostgresServer,
  migrate: (url: string) => Promise<void>,
): Promise<DatabaseTemplate> {
  const address = await createDatabase(server.url, 'template1');
  try {
    await migrate(server.urlOf(address.name));
    await closeDatabase(address);
    return new DatabaseTemplate(address);
  } catch (error) {
    await dropDatabase(address);
    throw error;
  }
}

async function closeDatabase({ url, name }: DatabaseAddress): Promise<void> {
  await withConnection(url, async client => {
    await client.query(`alter database ${quoted(name)} with allow_connections false`);
    await requireNoSessions(client, name);
  });
}

// A session ends a moment after the client closed it.
async function requireNoSessions(client: pg.Client, name: string): Promise<void> {
  const sql = `select from pg_stat_activity where datname = $1 and backend_type = 'client backend'`;
  for (let attempt = 1; (await client.query(sql, [name])).rowCount; attempt++) {
    if (attempt === 50) throw new TemplateInUseError(name);
    await delay(20);
  }
}

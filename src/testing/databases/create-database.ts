import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { withConnection } from '../postgres/connection.ts';
import type { DatabaseAddress } from './database-address.ts';
import { CreateDatabaseRefusedError, TemplateInUseError } from './errors.ts';
import { newDatabaseName, quoted } from './database-name.ts';
import { errorCode } from '../postgres/error-code.ts';

const OBJECT_IN_USE = '55006';
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Creates a database with a name of its own, as a copy of `template`.
 *
 * PostgreSQL's own copying strategy is used: file_copy measured no faster, and makes a server write a checkpoint.
 */
export async function createDatabase(url: string, template: string): Promise<DatabaseAddress> {
  const name = newDatabaseName();
  const statement = `create database ${quoted(name)} template ${quoted(template)}`;
  await withConnection(url, client => createPatiently(client, statement, template));
  return { url, name };
}

// PostgreSQL copies only a database without sessions, and waits five seconds itself for those that are ending.
async function createPatiently(client: pg.Client, statement: string, template: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(statement);
      return;
    } catch (error) {
      await requireCreateDatabase(client, error);
      if (errorCode(error) !== OBJECT_IN_USE) throw error;
      if (attempt === 3) throw new TemplateInUseError(template, { cause: error });
      await delay(Math.random() * 100 * 2 ** attempt);
    }
  }
}

async function requireCreateDatabase(client: pg.Client, cause: unknown): Promise<void> {
  if (errorCode(cause) !== INSUFFICIENT_PRIVILEGE) return;
  const { rows } = await client.query<{ role: string }>(
    `select rolname as role from pg_roles where rolname = current_user and not rolcreatedb and not rolsuper`,
  );
  const role = rows[0]?.role;
  if (role !== undefined)
    throw new CreateDatabaseRefusedError(role, `alter role ${quoted(role)} createdb;`, { cause });
}

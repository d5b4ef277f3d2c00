import { createDatabase } from './create-database.ts';
import type { DatabaseAddress } from './database-address.ts';
import { TestDatabase } from './test-database.ts';

/**
 * Creates a database that is a copy of a template, for one test file alone.
 *
 * Many processes may copy one template at once. Tests on a copy commit for real and run beside those on
 * other copies, so that races show, which a transaction rolled back after each test would hide.
 *
 * @example
 * await using database = await cloneDatabase({ url: template.url, name: template.name });
 * // create database "selfsame_…" template "selfsame_…"
 * // drop database if exists "selfsame_…" with (force)
 *
 * @throws CreateDatabaseRefusedError when the role of the URL lacks CREATEDB
 * @throws TemplateInUseError when something stays connected to the template
 */
export async function cloneDatabase({ url, name }: DatabaseAddress): Promise<TestDatabase> {
  return new TestDatabase(await createDatabase(url, name));
}

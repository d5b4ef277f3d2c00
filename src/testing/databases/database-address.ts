import { withConnection } from '../postgres/connection.ts';
import { quoted } from './database-name.ts';

/** A database and the server it is on, as plain data that can be sent to another process. */
export interface DatabaseAddress {
  /** The administrator's URL of the server. */
  readonly url: string;
  readonly name: string;
}

/** Drops a database that we made, ending the sessions that are still in it. */
export async function dropDatabase({ url, name }: DatabaseAddress): Promise<void> {
  await withConnection(url, client => client.query(`drop database if exists ${quoted(name)} with (force)`));
}

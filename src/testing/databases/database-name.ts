import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A name for a new database that no other has. */
export function newDatabaseName(): string {
  return `selfsame_${randomBytes(8).toString('hex')}`;
}

/** `name` as SQL writes it where parameters are not allowed. */
export function quoted(name: string): string {
  return pg.escapeIdentifier(name);
}

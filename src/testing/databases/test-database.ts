import { type DatabaseAddress, dropDatabase } from './database-address.ts';
import { urlOf } from '../postgres/postgres-server.ts';

/** A database of one test file's own. */
export class TestDatabase implements AsyncDisposable {
  /** The URL of this database. */
  readonly url: string;
  readonly name: string;
  readonly #address: DatabaseAddress;

  constructor(address: DatabaseAddress) {
    this.url = urlOf(address.url, address.name);
    this.name = address.name;
    this.#address = address;
  }

  /** Drops the database, ending the sessions that are still in it. */
  drop(): Promise<void> {
    return dropDatabase(this.#address);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.drop();
  }
}

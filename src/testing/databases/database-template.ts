import { type DatabaseAddress, dropDatabase } from './database-address.ts';

/** A migrated database to make copies of. `url` and `name` are all that another process needs to copy it. */
export class DatabaseTemplate implements AsyncDisposable, DatabaseAddress {
  /** The administrator's URL of the server. */
  readonly url: string;
  readonly name: string;

  constructor({ url, name }: DatabaseAddress) {
    this.url = url;
    this.name = name;
  }

  drop(): Promise<void> {
    return dropDatabase(this);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.drop();
  }
}

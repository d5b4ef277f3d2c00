/** What a caller was given for the row that it asked for. */
export interface Got {
  readonly id: number | undefined;
  /** Whether it was told that it created the row; undefined when the library does not say. */
  readonly created?: boolean | undefined;
}

/** What is done inside one transaction. */
interface Inside {
  readonly getOrCreate: (email: string) => Promise<Got>;
  /** Any statement: does the transaction still take one? */
  readonly ping: () => Promise<unknown>;
}

export type Level = 'READ COMMITTED' | 'REPEATABLE READ';

/** A library, connected to a database with the table `account`, and doing each job as its documentation says. */
export interface Peer {
  /** Gets the row with this address, or creates it. */
  readonly getOrCreate: (email: string) => Promise<Got>;
  readonly transaction: (work: (inside: Inside) => Promise<void>, level: Level) => Promise<void>;
  /** Stores a row with this address and `n`, whether or not there is one. */
  readonly upsert: (email: string, n: number) => Promise<Got>;
  /** Loads the row, lets the database add one to its `n`, and answers with what the object then holds. */
  readonly increment: (email: string) => Promise<unknown>;
  readonly close: () => Promise<unknown>;
}

export interface NamedPeer {
  readonly name: string;
  readonly open: (url: string) => Promise<Peer>;
}

export const TABLE = `create table account (id serial primary key, email text not null unique, n integer not null default 0)`;

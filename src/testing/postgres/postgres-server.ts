/** What is known of a server once it runs. */
export interface ServerFacts {
  /** The administrator's URL. */
  readonly url: string;
  /** As in '18.4'. */
  readonly version: string;
  /** Whether we started it; false when DATABASE_URL names it. */
  readonly embedded: boolean;
  /** How many milliseconds it took until it could be used. */
  readonly startedIn: number;
  /** Where its data is, when it is kept. */
  readonly directory?: string;
}

/** A PostgreSQL server in use by this process, until `stop`. */
export class PostgresServer implements AsyncDisposable, ServerFacts {
  readonly url: string;
  readonly version: string;
  readonly embedded: boolean;
  readonly startedIn: number;
  readonly directory?: string;
  readonly #end: () => Promise<void>;
  #stopped: Promise<void> | undefined;

  constructor(facts: ServerFacts, end: () => Promise<void>) {
    this.url = facts.url;
    this.version = facts.version;
    this.embedded = facts.embedded;
    this.startedIn = facts.startedIn;
    if (facts.directory !== undefined) this.directory = facts.directory;
    this.#end = end;
  }

  /** The URL of another database of this server. */
  urlOf(database: string): string {
    return urlOf(this.url, database);
  }

  /** Stops the server if we started it, and removes its data unless it is kept. May be called again. */
  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** `url` with another database in its place. */
export function urlOf(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
}

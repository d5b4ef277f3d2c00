/** One statement as PostgreSQL saw it, reported when the server has answered it. */
export interface Statement {
  readonly sql: string;
  /** The bound parameters; empty for what MikroORM sends, which writes them into the text. */
  readonly values: readonly unknown[];
  /** The process id of the server process that ran it: one per connection. */
  readonly backend: number;
  /** Milliseconds between sending and the answer. */
  readonly took: number;
  /** The server's command tags, one per statement in the text; a `commit` may be answered by `ROLLBACK`. */
  readonly tags: readonly CommandTag[];
  /** Why it failed, when it did. */
  readonly error: Error | undefined;
}

/** What the server says it did, for example `UPDATE` of 3 rows. `BEGIN` and its like have no rows. */
export interface CommandTag {
  readonly command: string;
  readonly rows: number | null;
}

/** Hears every statement of one connection pool, `begin` and `commit` included. Free while nobody listens. */
export class Wire {
  readonly #listeners = new Set<(statement: Statement) => void>();

  get observed(): boolean {
    return this.#listeners.size > 0;
  }

  /** Calls `listener` after each statement, until the returned function is called. */
  listen(listener: (statement: Statement) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  report(statement: Statement): void {
    for (const listener of this.#listeners) listener(statement);
  }
}

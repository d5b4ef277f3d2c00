import pg from 'pg';

/** Another session's transaction, past the ORM: begun when it is made, rolled back when it is disposed of. */
export class Session implements AsyncDisposable {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async on(url: string): Promise<Session> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('begin');
    return new Session(client);
  }

  async rows<R extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<R[]> {
    return (await this.#client.query<R>(sql, values)).rows;
  }

  /** Whether a `select … for <strength> nowait` of the row gets its lock now. */
  async canLock(table: string, id: number, strength: string): Promise<boolean> {
    await this.#client.query('savepoint try');
    try {
      await this.#client.query(`select from "${table}" where id = $1 for ${strength} nowait`, [id]);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code !== '55P03') throw error;
      return false;
    } finally {
      await this.#client.query('rollback to savepoint try');
    }
  }

  async commit(): Promise<void> {
    await this.#client.query('commit');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}

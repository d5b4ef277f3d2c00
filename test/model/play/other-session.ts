import pg from 'pg';
import { allFields, type Field, type Fields, type Kind, type Row } from '../law/row.ts';
import { StoredRows } from '../law/stored-rows.ts';

interface Stored {
  id: number;
  version?: number;
  fields: Fields;
}

/** Somebody else who commits, and who knows no ORM. */
export class OtherSession implements AsyncDisposable {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async on(connectionString: string): Promise<OtherSession> {
    const client = new pg.Client({ connectionString });
    await client.connect();
    await client.query(`insert into shelf (id, name) values (1, 'shelf 1'), (2, 'shelf 2'), (3, 'shelf 3')`);
    return new OtherSession(client);
  }

  /** Makes `rows` all that is stored. */
  async reset(rows: StoredRows): Promise<void> {
    const inserts = rows.all.map(insertOf);
    await this.#client.query(['delete from letter', 'delete from card', ...inserts].join(';'));
  }

  async insert(row: Row): Promise<void> {
    await this.#client.query(insertOf(row));
  }

  async update({ kind, id, fields, version }: Row): Promise<void> {
    const sets = allFields.map(name => `${columnOf(name)} = ${literal(fields[name])}`);
    const grown = kind === 'letter' ? [`version = ${version}`] : [];
    await this.#client.query(`update ${kind} set ${[...sets, ...grown].join()} where id = ${id}`);
  }

  async delete({ kind, id }: { readonly kind: Kind; readonly id: number }): Promise<void> {
    await this.#client.query(`delete from ${kind} where id = $1`, [id]);
  }

  /** All that is stored. */
  async stored(): Promise<StoredRows> {
    const columns = allFields.map(name => `'${name}', ${columnOf(name)}`).join();
    const select = (kind: Kind, version: string) =>
      `select '${kind}' as kind, id, ${version} as version, json_build_object(${columns}) as fields from ${kind}`;
    const { rows } = await this.#client.query<Stored & { kind: Kind; version: number }>(
      `${select('letter', 'version')} union all ${select('card', '0')}`.replaceAll(
        'json_build',
        'jsonb_build',
      ),
    );
    return new StoredRows(rows);
  }

  /** Rows as a driver returns them. */
  async raw(kind: Kind, fields: readonly Field[]): Promise<object[]> {
    const names = ['id', ...(kind === 'letter' ? ['version'] : []), ...fields.map(columnOf)];
    return (await this.#client.query<object>(`select ${names.join()} from ${kind} order by id`)).rows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}

function insertOf({ kind, id, fields, version }: Row): string {
  const names = ['id', ...allFields.map(columnOf), ...(kind === 'letter' ? ['version'] : [])];
  const values = [id, ...allFields.map(name => fields[name]), ...(kind === 'letter' ? [version] : [])];
  return `insert into ${kind} (${names.join()}) values (${values.map(literal).join()})`;
}

function literal(value: unknown): string {
  if (value === null || typeof value === 'number') return String(value);
  return pg.escapeLiteral(typeof value === 'string' ? value : JSON.stringify(value));
}

function columnOf(name: Field): string {
  return name === 'shelf' ? 'shelf_id' : name;
}

import { type EntityManager, type EntityMetadata, type Primary } from '../../src/index.ts';
import { imageOf, type Image } from './image.ts';
import type { LawDatabase } from './law-database.ts';
import { pins } from './pins.ts';
import type { Row } from './shapes/row.ts';
import type { Shape } from './shapes/shape.ts';

/** How many rows are stored when a shape has no spare ones left. */
const BATCH = 30;

const spares = new WeakMap<LawDatabase, Map<Shape, StoredRow[]>>();
let count = 0;

function sparesOf(db: LawDatabase, shape: Shape): StoredRow[] {
  const ofDatabase = spares.get(db) ?? new Map<Shape, StoredRow[]>();
  spares.set(db, ofDatabase);
  const spare = ofDatabase.get(shape) ?? [];
  ofDatabase.set(shape, spare);
  return spare;
}

/** A tuple of `N` rows for the small `N` of the laws. */
export type Rows<N extends number> = N extends 1
  ? [StoredRow]
  : N extends 2
    ? [StoredRow, StoredRow]
    : N extends 3
      ? [StoredRow, StoredRow, StoredRow]
      : StoredRow[];

/** One stored row of a shape: what the unit under test, and the other session, do to it. */
export class StoredRow {
  readonly shape: Shape;
  readonly tag: string;
  readonly key: Primary<Row>;
  /** The key of the row's shelf. */
  readonly shelf: number;
  readonly #db: LawDatabase;
  readonly #meta: EntityMetadata;

  private constructor(db: LawDatabase, shape: Shape, row: Row) {
    this.#db = db;
    this.#meta = db.orm.getMetadata().get(row.constructor as never);
    this.shape = shape;
    this.tag = row.tag;
    this.key = shape.key(row) as Primary<Row>;
    this.shelf = row.shelf!.id;
  }

  /** Rows of `shape` that nobody else uses. */
  static async given<N extends number>(db: LawDatabase, shape: Shape, howMany: N): Promise<Rows<N>> {
    const spare = sparesOf(db, shape);
    // Many at once, because storing rows takes longer than anything that a law does with them.
    if (spare.length < howMany) spare.push(...(await StoredRow.#store(db, shape, BATCH)));
    return spare.splice(0, howMany) as Rows<N>;
  }

  static async #store(db: LawDatabase, shape: Shape, howMany: number): Promise<StoredRow[]> {
    const em = db.unit();
    const rows = Array.from({ length: howMany }, () => newRow(shape));
    await em.persist(rows).flush();
    const stored = rows.map(row => new StoredRow(db, shape, row));
    await stored[0]!.#pin(rows.map(({ tag }) => tag));
    if (shape.prepare) for (const row of stored) await row.#write(shape.prepare);
    return stored;
  }

  /** The row's primary key as data. */
  get keyData(): Record<string, unknown> {
    const values = [this.key].flat();
    return Object.fromEntries(this.#meta.primaryKeys.map((name, index) => [name, values[index]]));
  }

  /** The unit's object with everything loaded, lazy properties too. */
  load(em: EntityManager): Promise<Row> {
    return em.findOneOrFail(this.shape.type, this.key as never, {
      populate: (this.shape.lazy ?? []) as never,
    });
  }

  /** The version that is stored. */
  async version(): Promise<number> {
    return Number((await this.raw())?.['version']);
  }

  /** What a unit that knows nothing reads. */
  async fresh(): Promise<Image> {
    const em = this.#db.unit();
    return imageOf(em, await this.load(em));
  }

  /** The columns as PostgreSQL has them; undefined when the row is gone. */
  async raw(): Promise<Record<string, unknown> | undefined> {
    const { rows } = await this.#db.theirSession.query<Record<string, unknown>>(this.select('*'), [this.tag]);
    return rows[0];
  }

  /** SQL that selects `columns` of the row whose tag is the first parameter. */
  select(columns: string, parameter = '$1'): string {
    const joined = this.#isJoined ? `${this.#root} join ${this.#table} using ("id")` : this.#table;
    return `select ${columns} from ${joined} where "tag" = ${parameter}`;
  }

  /** Another session writes a third value into the special field and another into `other`. */
  async theyChange(): Promise<void> {
    await this.#writeAsVersion(this.shape.theirs, `"other" = 77`);
  }

  /** Another session writes NULL into the special field and the note. */
  async theyClear(): Promise<void> {
    await this.#writeAsVersion(this.shape.theirsNull, `"note" = null`);
  }

  async theyDelete(): Promise<void> {
    await this.#db.theirSession.query(`delete from ${this.#root} where "tag" = $1`, [this.tag]);
  }

  /** Another session changes the row, and commits only when `flush` waits for it. */
  async theyChangeDuring(flush: () => Promise<unknown>): Promise<void> {
    await this.#whileTheyHold(() => this.theyChange(), flush);
  }

  /** Another session holds the row until `flush` waits for it and `meanwhile` was called. */
  async heldDuring(flush: () => Promise<unknown>, meanwhile: () => void): Promise<void> {
    const lock = `select from ${this.#root} where "tag" = $1 for update`;
    await this.#whileTheyHold(() => this.#db.theirSession.query(lock, [this.tag]), flush, meanwhile);
  }

  async #whileTheyHold(
    hold: () => Promise<unknown>,
    flush: () => Promise<unknown>,
    meanwhile?: () => void,
  ): Promise<void> {
    await this.#db.theirSession.query('begin');
    let running: Promise<unknown>;
    try {
      await hold();
      running = flush();
      let ended = false;
      running.finally(() => (ended = true)).catch(() => undefined);
      while (!ended && !(await this.#somebodyWaits())) continue;
      meanwhile?.();
    } finally {
      await this.#db.theirSession.query('commit');
    }
    await running;
  }

  async #somebodyWaits(): Promise<boolean> {
    const { rowCount } = await this.#db.theirSession.query(
      'select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))',
    );
    return rowCount !== 0;
  }

  /** Stores a pin for every row of `tags`. */
  async #pin(tags: readonly string[]): Promise<void> {
    const pin = this.#db.orm.getMetadata().get(pins.get(this.shape)!);
    const columns = pin.properties.row.fieldNames.map(name => `"${name}"`);
    const key = this.#meta.primaryKeys.flatMap(name => this.#meta.properties[name]!.fieldNames);
    await this.#db.theirSession.query(
      `insert into "${pin.tableName}" ("tag", ${columns.join(', ')})
       select "tag", ${key.map(name => `"${name}"`).join(', ')} from ${this.#root} where "tag" = any($1)`,
      [tags],
    );
  }

  async #writeAsVersion(special: string, common: string): Promise<void> {
    const version = `"version" = coalesce("version", 0) + 1`;
    await this.#write(special, this.shape.versioned ? `${common}, ${version}` : common);
  }

  /** Sets columns of the row's own table, and `common` ones of the table that it shares. */
  async #write(special: string, common?: string): Promise<void> {
    const sql = this.#isJoined
      ? `with touched as (update ${this.#root} set ${common} where "tag" = $1 returning "id")
         update ${this.#table} t set ${special} from touched where t."id" = touched."id"`
      : `update ${this.#table} set ${[special, common].filter(Boolean).join(', ')} where "tag" = $1`;
    await this.#db.theirSession.query(sql, [this.tag]);
  }

  get #isJoined(): boolean {
    return this.#meta.inheritanceType === 'tpt' && this.#meta.root !== this.#meta;
  }

  get #table(): string {
    return tableOf(this.#meta);
  }

  get #root(): string {
    return tableOf(this.#meta.root);
  }
}

/** A new row of `shape`, with a shelf, that is not stored. */
export function newRow(shape: Shape): Row {
  const n = ++count;
  const row = shape.given(`row ${n}`, n);
  row.shelf = new (shape.shelf as new () => NonNullable<Row['shelf']>)();
  return row;
}

function tableOf({ schema, tableName }: EntityMetadata): string {
  return `"${schema ?? 'public'}"."${tableName}"`;
}

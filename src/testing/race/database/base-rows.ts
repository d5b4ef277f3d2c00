import type { Client } from 'pg';
import type { Catalog, TableFacts } from './catalog.ts';
import { restore, type Snapshot, takeSnapshot } from './snapshot.ts';

const VACUUM_EVERY = 50;

/** The rows that every schedule starts from, and which tables have been changed since. */
export class BaseRows {
  readonly #control: Client;
  readonly #catalog: Catalog;
  /** What was stored before the race. */
  readonly #stored: Snapshot;
  #seeded: Snapshot;
  readonly #dirty = new Set<TableFacts>();
  readonly #touched = new Set<TableFacts>();
  #resets = 0;

  private constructor(control: Client, catalog: Catalog, stored: Snapshot) {
    this.#control = control;
    this.#catalog = catalog;
    this.#stored = stored;
    this.#seeded = stored;
  }

  static async keep(control: Client, catalog: Catalog): Promise<BaseRows> {
    return new BaseRows(control, catalog, await takeSnapshot(control, catalog, 'stored'));
  }

  /** Tables that anything since the start may have changed. */
  get touched(): ReadonlySet<TableFacts> {
    return this.#touched;
  }

  /** Takes what is stored now as what every schedule starts from. */
  async seeded(): Promise<void> {
    this.#seeded = await takeSnapshot(this.#control, this.#catalog, 'seeded');
    this.#dirty.clear();
  }

  /** Notes that tables may have been changed; all of them when they are not known. */
  changed(names: readonly string[] | undefined): void {
    const tables = names?.map(name => this.#catalog.table(name)).filter(table => table !== undefined);
    for (const table of tables ?? this.#catalog.restorable) {
      this.#dirty.add(table);
      this.#touched.add(table);
    }
  }

  /** Puts the rows back where they may have been changed. */
  async reset(): Promise<void> {
    await restore(this.#control, this.#catalog, this.#seeded, this.#dirty);
    this.#dirty.clear();
    if (++this.#resets % VACUUM_EVERY === 0) await this.#vacuum();
  }

  /** Puts back what was stored before the race. */
  async restoreAll(): Promise<void> {
    const all = new Set([...this.#touched, ...this.#seeded.copies.keys()]);
    await restore(this.#control, this.#catalog, this.#stored, all);
    if (this.#resets >= VACUUM_EVERY) await this.#alter('reset (autovacuum_enabled)');
  }

  /** Notes the keys of the rows that are there in every schedule. */
  async keepKeys(): Promise<void> {
    for (const table of this.#seeded.copies.keys()) {
      if (table.key.length === 0) continue;
      const key = table.key.map(column => `lower("${column}"::text)`).join(` || ',' || `);
      const { rows } = await this.#control.query<{ key: string }>(
        `select ${key} as key from ${table.quoted}`,
      );
      const keys = rows.map(row => row.key);
      this.#catalog.knownRows.keep(table, keys);
    }
  }

  // Dead rows would change plans, and so, at SERIALIZABLE, outcomes.
  async #vacuum(): Promise<void> {
    if (this.#resets === VACUUM_EVERY) await this.#alter('set (autovacuum_enabled = off)');
    for (const { quoted } of this.#touched) await this.#control.query(`vacuum ${quoted}`);
  }

  async #alter(how: string): Promise<void> {
    const alterations = [...this.#touched].map(({ quoted }) => `alter table ${quoted} ${how}`);
    if (alterations.length > 0) await this.#control.query(alterations.join(';'));
  }
}

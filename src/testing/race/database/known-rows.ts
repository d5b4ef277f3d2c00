import type { TableFacts } from './catalog.ts';

/** Which rows are there whatever the operations do, so that reading them does not depend on who adds rows. */
export class KnownRows {
  readonly #before = new Map<TableFacts, ReadonlySet<string>>();
  readonly #removedFrom = new Set<TableFacts>();

  /** Notes the keys of the rows that are there before every schedule. */
  keep(table: TableFacts, keys: Iterable<string>): void {
    this.#before.set(table, new Set(keys));
  }

  /** Whether `key` names the same row in every schedule. */
  isStable(table: TableFacts, key: string): boolean {
    return !table.keyIsText || this.#isBefore(table, key);
  }

  /** Whether nobody can add the row `key`: it is there before every schedule, and nobody removes rows. */
  isThere(table: TableFacts, key: string): boolean {
    return !this.#removedFrom.has(table) && this.#isBefore(table, key);
  }

  /** Notes that an operation removes rows from `tables`. */
  removed(tables: Iterable<TableFacts>): void {
    for (const table of tables) this.#removedFrom.add(table);
  }

  /** How many tables rows are removed from, as far as is known by now. What was concluded before it grew may be wrong. */
  get removals(): number {
    return this.#removedFrom.size;
  }

  #isBefore(table: TableFacts, key: string): boolean {
    return this.#before.get(table)?.has(key) ?? false;
  }
}

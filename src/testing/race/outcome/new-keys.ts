import type { TableFacts } from '../database/catalog.ts';
import { plainText } from './plain-text.ts';
import type { Rows } from './stored-rows.ts';

/** What is stored after a schedule, and what was before. */
export interface Stored {
  readonly rows: ReadonlyMap<TableFacts, Rows>;
  readonly tables: Iterable<TableFacts>;
  /** Whether a value was there before any operation. */
  readonly wasThere: (table: TableFacts, column: string, value: unknown) => boolean;
  readonly leftOut: (table: TableFacts) => ReadonlySet<string>;
}

/** A column of the row that an object stands for. */
export interface ColumnOf {
  readonly table: TableFacts;
  readonly column: string;
}

/**
 * Names for the keys that sequences gave to new rows.
 *
 * Which operation gets which number depends on the order, and means nothing. So a new row is called after what is
 * in it and in the rows that it refers to or that refer to it: equal rows have equal names in every outcome.
 */
export class NewKeys {
  readonly #stored: Stored;
  readonly #names = new Map<string, string>();

  constructor(stored: Stored) {
    this.#stored = stored;
    const born = [...stored.rows].flatMap(([table, rows]) => newRows(table, rows, stored));
    for (const { address } of born) this.#names.set(address, '(new)');
    // Each round lets what is told apart by its neighbours tell its own neighbours apart.
    for (let round = 0; round < 3; round++) this.#rename(born);
  }

  /** What a value of `column` in `table` is called; undefined for one that no sequence gave in this schedule. */
  nameOf(table: TableFacts, column: string, value: unknown): string | undefined {
    const own = this.#names.get(addressOf(table.name, column, value));
    if (own !== undefined) return own;
    for (const { columns, parent, referenced } of table.references) {
      const name = this.#names.get(addressOf(parent, referenced[columns.indexOf(column)] ?? '', value));
      if (name !== undefined) return name;
    }
    return undefined;
  }

  /**
   * What a property of a returned object is called. Of an object that is no entity the table is not known, so unless
   * one table alone has a generated column of this name, all new keys in it are called alike.
   */
  nameIn(key: string, value: unknown, of: ColumnOf | undefined): string | undefined {
    if (of) return this.nameOf(of.table, of.column, value);
    const tables = [...this.#stored.tables].filter(({ generated }) => generated.includes(key));
    const names = tables.map(table => this.nameOf(table, key, value)).filter(name => name !== undefined);
    return names.length > 0 && tables.length > 1 ? '(new)' : names[0];
  }

  #rename(born: readonly BornRow[]): void {
    const texts = new Map(born.map(row => [row.address, this.#describe(row)]));
    const order = [...new Set(texts.values())].toSorted();
    for (const [address, text] of texts) this.#names.set(address, `(new ${order.indexOf(text) + 1})`);
  }

  #describe({ table, column, row }: BornRow): string {
    const leftOut = this.#stored.leftOut(table);
    const own = plainText(row, (value, key) =>
      key === column || leftOut.has(key) ? '' : this.nameOf(table, key, value),
    );
    return [table.name, own, ...this.#pointingAt({ table, column, row }).toSorted()].join(' ');
  }

  #pointingAt({ table, column, row }: Omit<BornRow, 'address'>): string[] {
    return [...this.#stored.rows].flatMap(([other, rows]) => {
      const keys = table.referencedBy.filter(
        ({ child, referenced }) => child === other.name && referenced.includes(column),
      );
      const pointing = keys.flatMap(({ columns, referenced }) =>
        rows.filter(each => each[columns[referenced.indexOf(column)] ?? ''] === row[column]),
      );
      const leftOut = this.#stored.leftOut(other);
      return pointing.map(each =>
        plainText(each, (value, key) => (leftOut.has(key) ? '' : this.nameOf(other, key, value))),
      );
    });
  }
}

interface BornRow {
  readonly table: TableFacts;
  readonly column: string;
  readonly row: Rows[number];
  readonly address: string;
}

function newRows(table: TableFacts, rows: Rows, { wasThere }: Stored): BornRow[] {
  return table.generated.flatMap(column =>
    rows
      .filter(row => !wasThere(table, column, row[column]))
      .map(row => ({ table, column, row, address: addressOf(table.name, column, row[column]) })),
  );
}

function addressOf(table: string, column: string, value: unknown): string {
  return `${table} ${column} ${String(value)}`;
}

import type { Client } from 'pg';
import type { TableFacts } from '../database/catalog.ts';
import { endedWith } from './error-names.ts';
import { type ColumnOf, NewKeys } from './new-keys.ts';
import { plainText } from './plain-text.ts';
import type { Ending } from '../report.ts';
import { type Rows, storedRows } from './stored-rows.ts';
import type { Unstable } from './unstable.ts';

/** What is left when operations have ended. */
export interface Remains {
  readonly endings: Readonly<Record<string, Ending>>;
  readonly stored: ReadonlyMap<TableFacts, Rows>;
}

export interface OutcomesOptions {
  readonly control: Client;
  /** The tables that operations may have changed. */
  readonly touched: () => Iterable<TableFacts>;
  readonly ignored: (table: TableFacts) => ReadonlySet<string>;
  /** Where a property of an object that an operation returned is stored. */
  readonly columnOf: (owner: unknown, key: string) => ColumnOf | undefined;
}

/** Describes what operations left behind, so that equal outcomes have equal texts. */
export class Outcomes {
  /** What two equal runs do differently, once that is known. */
  unstable: Unstable | undefined;
  readonly #about: OutcomesOptions;
  readonly #unchanged = new Map<TableFacts, Rows>();
  readonly #began = Date.now() - 1000;

  constructor(about: OutcomesOptions) {
    this.#about = about;
  }

  /** Notes what is stored before any operation. */
  async begin(tables: readonly TableFacts[]): Promise<void> {
    for (const [table, rows] of await storedRows(this.#about.control, tables))
      this.#unchanged.set(table, rows);
  }

  async remains(endings: Remains['endings']): Promise<Remains> {
    return { endings, stored: await storedRows(this.#about.control, [...this.#about.touched()]) };
  }

  /** The text of an outcome; operations that failed with an error of which `notRun` is true count as left out. */
  describe({ endings, stored }: Remains, notRun: (error: unknown) => boolean): string {
    const keys = new NewKeys({
      rows: stored,
      tables: [...this.#unchanged.keys()],
      wasThere: (table, column, value) => this.#wasThere(table, column, value),
      leftOut: table => this.#leftOut(table),
    });
    const ended = Object.entries(endings).map(([name, ending]) =>
      this.#ending(name, ending, { keys, notRun }),
    );
    const changed = [...stored].flatMap(([table, rows]) => this.#change(table, rows, keys));
    return [ended.join(', '), ...changed.toSorted()].join('; ');
  }

  #ending(
    name: string,
    ending: Ending,
    { keys, notRun }: { readonly keys: NewKeys; readonly notRun: (error: unknown) => boolean },
  ): string {
    if (ending.status === 'rejected')
      return notRun(ending.error) ? `${name} did not run` : `${name} ✗ ${endedWith(ending.error)}`;
    const mask = (value: unknown, key: string, owner: unknown) =>
      this.unstable?.results.has(key)
        ? '(varies)'
        : (keys.nameIn(key, value, this.#about.columnOf(owner, key)) ?? this.#now(value));
    return `${name} → ${plainText(ending.value, mask)}`;
  }

  #change(table: TableFacts, rows: Rows, keys: NewKeys): string[] {
    const text = this.#rows(table, rows, keys);
    return text === this.#rows(table, this.#unchanged.get(table) ?? [], keys)
      ? []
      : [`${table.name}: ${text}`];
  }

  #rows(table: TableFacts, rows: Rows, keys: NewKeys): string {
    const leftOut = this.#leftOut(table);
    const kept = rows.map(row =>
      Object.fromEntries(Object.entries(row).filter(([column]) => !leftOut.has(column))),
    );
    const mask = (value: unknown, column: string) => keys.nameOf(table, column, value) ?? this.#now(value);
    return kept
      .map(row => plainText(row, mask))
      .toSorted()
      .join(' ');
  }

  #leftOut(table: TableFacts): ReadonlySet<string> {
    return this.#about.ignored(table).union(this.unstable?.columns.get(table) ?? new Set());
  }

  #wasThere(table: TableFacts, column: string, value: unknown): boolean {
    return this.#unchanged.get(table)?.some(row => row[column] === value) ?? false;
  }

  /** Times differ between any two schedules. */
  #now(value: unknown): string | undefined {
    if (
      !(value instanceof Date) &&
      !(typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value))
    )
      return undefined;
    const time =
      value instanceof Date
        ? value.getTime()
        : Date.parse(/(?:Z|[+-]\d\d(?::?\d\d)?)$/.test(value) ? value : `${value}Z`);
    return time >= this.#began && time <= Date.now() + 1000 ? '(now)' : undefined;
  }
}

import { type PostgreSqlDriver } from '@mikro-orm/postgresql';
import { type Answer, type ChangeSet, type Data, type Meta } from '../parts/internals.ts';
import { baseKeyOf, expectationsOf, keyColumns } from './base-of-change.ts';
import { columnsOf } from './driver-access.ts';
import { type Cell, ValuesList } from './values-list.ts';

/** What one change writes to one row: which row, what it must still be, and its new values by column. */
interface RowChange {
  readonly key: readonly unknown[];
  readonly expected: Data;
  readonly columns: Data;
}

/** Changes to several rows of one table, for one statement. They are matched with its answer by their numbers. */
export class RowBatch {
  readonly #changes: readonly RowChange[];
  /** The columns whose base is checked, in some rows or in all. */
  readonly #checked: readonly string[];
  /** The columns that are written, and whether every row has a new value for them. */
  readonly written: ReadonlyMap<string, boolean>;

  constructor(
    private readonly driver: PostgreSqlDriver,
    private readonly meta: Meta,
    changeSets: readonly ChangeSet[],
    /** The new values, by property. */
    written: (changeSet: ChangeSet) => Data = () => ({}),
  ) {
    this.#changes = changeSets.map(changeSet => ({
      key: baseKeyOf(changeSet),
      expected: columnsOf(driver, meta, expectationsOf(changeSet, meta)),
      columns: columnsOf(driver, changeSet.meta, written(changeSet)),
    }));
    this.#checked = [...new Set(this.#changes.flatMap(({ expected }) => Object.keys(expected)))];
    const names = new Set(this.#changes.flatMap(({ columns }) => Object.keys(columns)));
    this.written = new Map(
      [...names].map(name => [name, this.#changes.every(({ columns }) => name in columns)]),
    );
  }

  /** The rows as a list of values named "v", with the parameters in it. */
  values(): { readonly sql: string; readonly params: unknown[] } {
    const list = new ValuesList(this.driver.getPlatform(), this.meta);
    this.#changes.forEach((change, number) => list.add(this.#cells(change, number)));
    return { sql: list.sql, params: list.params };
  }

  #cells({ key, expected, columns }: RowChange, number: number): Cell[] {
    const cells: Cell[] = [{ as: '#', column: null, value: number }];
    keyColumns(this.meta).forEach((column, part) =>
      cells.push({ as: `key ${column}`, column, value: key[part] }),
    );
    for (const column of this.#checked)
      cells.push(
        { as: `base ${column}`, column, value: expected[column] },
        { as: `any ${column}`, column: null, value: !(column in expected) },
      );
    for (const [column, everywhere] of this.written) {
      cells.push({ as: column, column, value: columns[column] });
      if (!everywhere) cells.push({ as: `sets ${column}`, column: null, value: column in columns });
    }
    return cells;
  }

  /** The condition under which a row of the table "t" is the one of a change, and still as it was loaded. */
  matching(): string {
    return `${this.keysMatch()}${this.basesMatch('t')}`;
  }

  keysMatch(): string {
    const equal = keyColumns(this.meta).map(name => `${this.t(name)} = ${this.v(`key ${name}`)}`);
    return equal.join(' and ');
  }

  /** The rest of the condition, for the row of the table `alias`. */
  basesMatch(alias: string): string {
    const conditions = this.#checked.map(name => {
      const unchanged = `"${alias}".${this.quote(name)} is not distinct from ${this.v(`base ${name}`)}`;
      const always = this.#changes.every(({ expected }) => name in expected);
      return always ? unchanged : `(${this.v(`any ${name}`)} or ${unchanged})`;
    });
    return conditions.map(condition => ` and ${condition}`).join('');
  }

  t(column: string): string {
    return `"t".${this.quote(column)}`;
  }

  v(name: string): string {
    return `"v".${this.quote(name)}`;
  }

  quote(name: string): string {
    return this.driver.getPlatform().quoteIdentifier(name).toString();
  }

  /** The returned rows by the number of their change; what is missing was changed or deleted. */
  answered(answer: Answer): Map<number, Data> {
    return new Map((answer.rows ?? []).map(({ '#': number, ...row }: Data) => [Number(number), row]));
  }
}

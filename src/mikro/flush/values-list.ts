import { type Platform } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';
import { valueColumn } from './column-types.ts';

/** A `(values …) as "v" (…)` list under construction, with its parameters. */
export class ValuesList {
  readonly params: unknown[] = [];
  readonly #rows: string[] = [];
  readonly #names: string[] = [];

  constructor(
    private readonly platform: Platform,
    private readonly meta: Meta,
  ) {}

  /** Adds a row; each must have the same cells in the same order. */
  add(cells: readonly Cell[]): void {
    if (this.#rows.length === 0) this.#names.push(...cells.map(({ as }) => as));
    this.#rows.push(`(${cells.map(cell => this.#write(cell)).join(', ')})`);
  }

  get sql(): string {
    const names = this.#names.map(name => this.platform.quoteIdentifier(name));
    return `(values ${this.#rows.join(', ')}) as "v" (${names.join(', ')})`;
  }

  #write({ column, value }: Cell): string {
    if (typeof column !== 'string') return String(value);
    this.params.push(value ?? null);
    return valueColumn(this.platform, this.meta, column).cell('?');
  }
}

/** One value of one row. */
export interface Cell {
  /** What the list calls it. */
  readonly as: string;
  /** The column whose type it has; null for a number or boolean of our own, which is written as it is. */
  readonly column: string | null;
  readonly value: unknown;
}

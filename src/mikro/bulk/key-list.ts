import { type Platform } from '@mikro-orm/postgresql';
import { valueColumn } from '../flush/column-types.ts';
import { type Meta } from '../parts/internals.ts';

/** The values of one or more columns of `meta` in a list of keys: as many arrays as there are columns. */
export interface KeyList {
  readonly arrays: readonly string[];
  readonly length: number;
}

/** `keys` as arrays of SQL: a long list costs PostgreSQL far less to read so than as a list of expressions. */
export function keyList(
  platform: Platform,
  meta: Meta,
  columns: readonly string[],
  keys: readonly (readonly unknown[])[],
): KeyList {
  const arrays = columns.map((name, at) => {
    const literal = `{${keys.map(key => element(key[at])).join(',')}}`;
    return `${valueColumn(platform, meta, name).cell(platform.quoteValue(literal))}[]`;
  });
  return { arrays, length: keys.length };
}

/** The condition that `columns` have one of the keys. */
export function isAmong(columns: readonly string[], { arrays }: KeyList): string {
  if (columns.length === 1) return `${columns[0]} = any(${arrays[0]})`;
  return `(${columns.join(', ')}) in (select * from unnest(${arrays.join(', ')}))`;
}

function element(value: unknown): string {
  const text = value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : textOf(value);
  return `"${text.replace(/[\\"]/g, String.raw`\$&`)}"`;
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

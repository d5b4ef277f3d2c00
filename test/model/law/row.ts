import { isDeepStrictEqual } from 'node:util';

/** Letters are versioned, cards are not. */
export type Kind = 'letter' | 'card';

/** Its keys come in the order in which PostgreSQL keeps them. */
export interface Tags {
  at: number;
  words: string[];
}

/** What the application writes; a shelf is its key. */
export interface Fields {
  code: string;
  title: string;
  note: string | null;
  shelf: number | null;
  tags: Tags;
}

export type Field = keyof Fields;

export const allFields: readonly Field[] = ['code', 'title', 'note', 'shelf', 'tags'];

/** One version of a stored row. */
export interface Row {
  readonly kind: Kind;
  readonly id: number;
  readonly fields: Readonly<Fields>;
  /** Of a card it never changes. */
  readonly version: number;
}

/** The columns of a row that a read asked for. */
export function columnsOf(row: Row, names: readonly Field[]): Partial<Fields> {
  return Object.fromEntries(names.map(name => [name, structuredClone(row.fields[name])]));
}

export const same: (one: unknown, other: unknown) => boolean = isDeepStrictEqual;

import type { TableFacts } from '../database/catalog.ts';
import type { Remains } from './outcomes.ts';
import { plainText } from './plain-text.ts';
import type { Rows } from './stored-rows.ts';

/** What differs between two runs that were equal: random tokens, clocks, uuids. It cannot be compared. */
export interface Unstable {
  readonly columns: ReadonlyMap<TableFacts, ReadonlySet<string>>;
  /** Properties of what operations return; '' for a whole value. */
  readonly results: ReadonlySet<string>;
}

/** Compares two equal runs. */
export function unstableIn(first: Remains, second: Remains): Unstable {
  const tables = [...first.stored].map(
    ([table, rows]) => [table, differing(table, rows, second.stored.get(table) ?? [])] as const,
  );
  const results = Object.keys(first.endings).flatMap(name =>
    differingKeys(valueOf(first, name), valueOf(second, name)),
  );
  return { columns: new Map(tables.filter(([, columns]) => columns.size > 0)), results: new Set(results) };
}

/** Says what is left out, one sentence each. */
export function unstableCaveats({ columns, results }: Unstable): string[] {
  const stored = [...columns].flatMap(([table, names]) => [...names].map(name => `${table.name}.${name}`));
  const returned = [...results].map(key =>
    key === '' ? 'what an operation returns' : `'${key}' of what an operation returns`,
  );
  return [...stored, ...returned].map(
    what => `${what} differs between equal runs, so outcomes were compared without it.`,
  );
}

function differing({ columns }: TableFacts, first: Rows, second: Rows): Set<string> {
  const values = (rows: Rows, column: string) =>
    rows
      .map(row => plainText(row[column]))
      .toSorted()
      .join(' ');
  return new Set(columns.filter(column => values(first, column) !== values(second, column)));
}

function valueOf({ endings }: Remains, name: string): unknown {
  const ending = endings[name];
  return ending?.status === 'fulfilled' ? ending.value : undefined;
}

function differingKeys(first: unknown, second: unknown): string[] {
  const [a, b] = [leaves(first), leaves(second)];
  return [...new Set([...a.keys(), ...b.keys()])].filter(key => a.get(key) !== b.get(key));
}

/** The simple values inside `value`, by the property that holds them. */
function leaves(value: unknown): Map<string, string> {
  const found = new Map<string, string>();
  plainText(value, (part, key) => {
    if (typeof part !== 'object' || part === null) found.set(key, `${found.get(key) ?? ''} ${String(part)}`);
    return undefined;
  });
  return found;
}

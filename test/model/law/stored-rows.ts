import type { Fields, Kind, Row } from './row.ts';

/** What is committed: the rows of both tables. Whoever changes it makes a new one. */
export class StoredRows {
  readonly #rows: ReadonlyMap<string, Row>;

  constructor(rows: Iterable<Row> = []) {
    this.#rows = new Map([...rows].map(row => [keyOf(row), row]));
  }

  get all(): Row[] {
    return [...this.#rows.values()];
  }

  get sorted(): Row[] {
    return this.all.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  }

  ofKind(kind: Kind): Row[] {
    return this.sorted.filter(row => row.kind === kind);
  }

  get(kind: Kind, id: number): Row | undefined {
    return this.#rows.get(keyOf({ kind, id }));
  }

  byCode(kind: Kind, code: string): Row | undefined {
    return this.ofKind(kind).find(({ fields }) => fields.code === code);
  }

  with(...rows: readonly Row[]): StoredRows {
    return new StoredRows([...this.all, ...rows]);
  }

  without(rows: readonly { readonly kind: Kind; readonly id: number }[]): StoredRows {
    const gone = new Set(rows.map(keyOf));
    return new StoredRows(this.all.filter(row => !gone.has(keyOf(row))));
  }

  /** A row after an update by somebody who follows the law that versions grow. */
  updated({ kind, id }: { readonly kind: Kind; readonly id: number }, changes: Partial<Fields>): StoredRows {
    const row = this.get(kind, id)!;
    const fields = { ...row.fields, ...structuredClone(changes) };
    return this.with({ ...row, fields, version: kind === 'letter' ? row.version + 1 : 0 });
  }

  /** Whether two rows have one code, which the database refuses. */
  get clashes(): boolean {
    return new Set(this.all.map(codeOf)).size < this.#rows.size;
  }

  /** Whether statements that lead from here to `next` may meet a code that is taken, depending on their order. */
  mayClashOnTheWayTo(next: StoredRows): boolean {
    const owners = new Map<string, string>();
    for (const row of [...this.all, ...next.all]) {
      const owner = owners.get(codeOf(row)) ?? keyOf(row);
      if (owner !== keyOf(row)) return true;
      owners.set(codeOf(row), owner);
    }
    return false;
  }
}

export function keyOf({ kind, id }: { readonly kind: Kind; readonly id: number }): string {
  return `${kind} ${id}`;
}

function codeOf({ kind, fields }: Row): string {
  return `${kind} ${fields.code}`;
}

import { type RowChange, type RowIdentity } from '../mikro/changes/row-changes.ts';
import { type Trace } from '../mikro/changes/trace.ts';

/** Which row: the name of its class, and its primary key, a composite one by property. */
export interface RowJson {
  readonly entity: string;
  readonly key: unknown;
}

export interface CreatedJson extends RowJson {
  readonly values: Readonly<Record<string, unknown>>;
}

export interface UpdatedJson extends RowJson {
  readonly fields: Readonly<Record<string, { readonly from?: unknown; readonly to: unknown }>>;
}

export interface CollectionJson extends RowJson {
  readonly property: string;
  /** The keys of the items. */
  readonly entered: readonly unknown[];
  readonly left: readonly unknown[];
}

/** Changes as plain data. Applied in the order `deleted`, `updated`, `created`, `collections` it makes of the rows before those of now. */
export interface ChangesJson {
  readonly created: readonly CreatedJson[];
  readonly updated: readonly UpdatedJson[];
  readonly deleted: readonly RowJson[];
  readonly collections: readonly CollectionJson[];
  /** How many statements were sent. */
  readonly statements: number;
  /** How many rows were written that the unit has no objects of, by class. */
  readonly otherRows: Readonly<Record<string, number>>;
}

export function changesJson(trace: Trace): ChangesJson {
  const { rows, collections, statements, otherRows } = trace;
  const keys = (items: readonly RowIdentity[]) => items.map(({ key }) => key);
  return {
    created: rows.flatMap(({ entity, key, before, after }) =>
      after && !before ? { entity, key, values: after.json() } : [],
    ),
    updated: rows.flatMap(row => updatedJson(row) ?? []),
    deleted: rows.flatMap(({ entity, key, after }) => (after ? [] : { entity, key })),
    collections: collections.map(({ owner, property, entered, left }) => ({
      entity: owner.entity,
      key: owner.key,
      property,
      entered: keys(entered),
      left: keys(left),
    })),
    statements: statements.length,
    otherRows: Object.fromEntries(otherRows),
  };
}

function updatedJson({ entity, key, before, after, fields }: RowChange): UpdatedJson | undefined {
  if (!before || !after) return undefined;
  const [from, to] = [before.json(), after.json()];
  const shown = [...fields.values()].filter(name => name in to);
  if (shown.length === 0) return undefined;
  return {
    entity,
    key,
    fields: Object.fromEntries(
      shown.map(name => [name, { ...(name in from && { from: from[name] }), to: to[name] }]),
    ),
  };
}

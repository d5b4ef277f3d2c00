import { type RowChange } from '../mikro/changes/row-changes.ts';
import { type Trace } from '../mikro/changes/trace.ts';
import { type Statement } from '../mikro/wire/wire.ts';
import { type ChangesJson, changesJson } from './changes-json.ts';

/** A stored value before and after. Relations are given by key; `from` is undefined where the unit did not know it. */
export interface FieldChange {
  readonly from: unknown;
  readonly to: unknown;
}

/** An object whose row was changed. */
export interface UpdatedRow {
  readonly object: object;
  /** The primary key of the row as it was before. */
  readonly key: unknown;
  /** What has changed, by property; the version is a property like others. */
  readonly fields: Readonly<Record<string, FieldChange>>;
  /** The unit has written nothing of it: somebody else has, and a read has seen it. */
  readonly seen: boolean;
}

/** An object whose row is gone. */
export interface DeletedRow {
  readonly object: object;
  readonly key: unknown;
  /** The stored values that the unit knew before, by property. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The unit has not deleted it: somebody else has, and a read has seen it. */
  readonly seen: boolean;
}

/** What has come into a loaded collection, and what has gone from it. */
export interface CollectionChange {
  readonly owner: object;
  readonly property: string;
  readonly entered: readonly object[];
  readonly left: readonly object[];
}

/** What has changed while a function ran: what is stored now, against what was stored before. */
export class ChangeReport {
  /** The objects whose rows are new. */
  readonly created: readonly object[];
  readonly updated: readonly UpdatedRow[];
  readonly deleted: readonly DeletedRow[];
  readonly collections: readonly CollectionChange[];
  /** What was sent to the server, in the order of the answers. */
  readonly statements: readonly Statement[];
  /** How many rows were written that have no object in the unit, by the name of their class. */
  readonly otherRows: ReadonlyMap<string, number>;
  readonly #trace: Trace;

  constructor(trace: Trace) {
    const { rows, collections, statements, otherRows } = trace;
    this.created = rows.filter(({ before }) => !before).map(({ object }) => object);
    this.updated = rows.filter(({ before, after }) => before && after).map(updatedRow);
    this.deleted = rows.filter(({ after }) => !after).map(deletedRow);
    this.collections = collections.map(({ owner, property, entered, left }) => ({
      owner: owner.object,
      property,
      entered: entered.map(({ object }) => object),
      left: left.map(({ object }) => object),
    }));
    this.statements = statements;
    this.otherRows = otherRows;
    this.#trace = trace;
  }

  /** The same as plain data, from which somebody who shows the rows can bring them up to date. Hidden properties are not in it. */
  toJSON(): ChangesJson {
    return changesJson(this.#trace);
  }
}

function updatedRow({ object, key, before, after, fields, seen }: RowChange): UpdatedRow {
  const change = (name: string): FieldChange => ({ from: before?.values[name], to: after?.values[name] });
  return {
    object,
    key,
    fields: Object.fromEntries([...fields.keys()].map(name => [name, change(name)])),
    seen,
  };
}

function deletedRow({ object, key, before, seen }: RowChange): DeletedRow {
  return { object, key, values: before?.values ?? {}, seen };
}

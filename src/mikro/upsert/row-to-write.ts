import { QueryHelper, ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { computedOfNew } from './computed-of-new.ts';
import { keyColumns } from '../flush/base-of-change.ts';
import { editedFields } from '../merge/edited-fields.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { baseVersionOf } from '../state/base.ts';
import { quietly } from '../state/quietly.ts';
import { versionPropertyOf } from '../state/version-property.ts';
import { columnsOfField } from './columns-of-field.ts';
import { conflictTarget, type ConflictTarget } from './conflict-target.ts';
import { type Draft } from './draft.ts';
import { driverOf, type UpsertCall } from './upsert-call.ts';

/** One row that an upsert inserts or updates. */
export interface RowToWrite {
  /** Its values by column, in the database's form. */
  readonly columns: Data;
  /** The columns that change when the row exists. */
  readonly merged: readonly string[];
  /** Whether anything of the row may change when it exists, in this table or in one that is joined to it. */
  readonly changes: boolean;
  readonly target: ConflictTarget;
  /** The version that the row must have if it exists; undefined when the application gave none. */
  readonly version: number | string | undefined;
  /** The members of m:n collections, by property. */
  readonly members: Data;
  /** Which inputs it came from. */
  readonly drafts: readonly Draft[];
}

export function rowToWrite(call: UpsertCall, draft: Draft): RowToWrite {
  const { em, meta } = call;
  const driver = driverOf(em);
  const data = draft.object
    ? quietly(() => em.getComparator().prepareEntity(draft.object as object) as Data)
    : (Utils.copy(QueryHelper.processObjectParams({ ...draft.given })) as Data);
  const members = draft.object ? {} : driver.extractManyToMany(meta, data);
  for (const prop of meta.relations) if (prop.kind === ReferenceKind.ONE_TO_MANY) delete data[prop.name];

  const version = givenVersion(meta, draft);
  const versionProperty = versionPropertyOf(meta)?.name;
  if (versionProperty) data[versionProperty] = version;
  Object.assign(data, computedOfNew(call, draft));
  const columns = driver.mapDataToFieldNames(data, true, meta.properties, !draft.object);
  for (const name of Object.keys(columns)) if (columns[name] === undefined) delete columns[name];

  const target = conflictTarget(call, draft);
  const merged = mergedColumns(call, draft, { columns, target });
  return { columns, merged, changes: merged.length > 0, target, version, members, drafts: [draft] };
}

/** The version that the application says the row has; that of the data is never stored over another. */
function givenVersion(meta: Meta, { object, given, managed }: Draft): number | string | undefined {
  const name = versionPropertyOf(meta)?.name;
  if (!name) return undefined;
  return (object && managed ? baseVersionOf(object) : given[name]) ?? undefined;
}

interface Written {
  readonly columns: Data;
  readonly target: ConflictTarget;
}

function mergedColumns(
  { em, meta, options }: UpsertCall,
  draft: Draft,
  { columns, target }: Written,
): readonly string[] {
  if (options.onConflictAction === 'ignore') return [];
  const version = versionPropertyOf(meta)?.fieldNames[0];
  const present = Object.keys(columns).filter(name => name !== version);
  const columnsOf = (fields: readonly string[] = []) =>
    new Set(fields.flatMap(field => columnsOfField(meta, field)));
  if (options.onConflictMergeFields) {
    const named = columnsOf(options.onConflictMergeFields);
    return present.filter(name => named.has(name));
  }
  const untouched = new Set([
    ...keyColumns(meta),
    ...columnsOf(draft.generated),
    ...columnsOf(options.onConflictExcludeFields),
    ...(target.columns ?? []),
    ...(meta.root.discriminatorColumn ? columnsOf([meta.root.discriminatorColumn]) : []),
  ]);
  const edited = draft.managed ? columnsOf(editedFields(em, draft.object as object)) : null;
  return present.filter(name => !untouched.has(name) && (!edited || edited.has(name)));
}

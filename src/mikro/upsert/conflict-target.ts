import { type EntityProperty, isRaw, Utils } from '@mikro-orm/postgresql';
import { KeylessUpsertError } from '../../errors/upsert-errors.ts';
import { keyColumns } from '../flush/base-of-change.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { columnsOfField } from './columns-of-field.ts';
import { type Draft } from './draft.ts';
import { driverOf, type UpsertCall } from './upsert-call.ts';

/** What an insert conflicts on: the columns of a unique index, or SQL of the application's. */
export interface ConflictTarget {
  /** The target as it is written after `on conflict`. */
  readonly sql: string;
  readonly params: readonly unknown[];
  /** Null when the target is the application's SQL. */
  readonly columns: readonly string[] | null;
  /** The predicate of a partial index. */
  readonly predicate?: string;
}

/**
 * The unique key that tells which row a draft means: the one that the options name, or else the primary
 * key, or else the first unique key that the draft has a value for.
 */
export function conflictTarget(call: UpsertCall, draft: Draft): ConflictTarget {
  const { meta, options } = call;
  if (call.target) return call.target;
  const named = options.onConflictFields;
  if (isRaw(named)) return { sql: named.sql, params: named.params, columns: null };
  if (Array.isArray(named))
    return onColumns(
      call,
      named.flatMap(field => columnsOfField(meta, field)),
    );
  if (has(meta, draft, meta.primaryKeys)) return onColumns(call, keyColumns(meta));

  const known = uniqueKeys(meta);
  const key = known.find(({ properties }) => has(meta, draft, properties));
  if (!key)
    throw new KeylessUpsertError(meta.className, [
      meta.primaryKeys,
      ...known.map(({ properties }) => properties),
    ]);
  const columns = key.properties.flatMap(name => columnsOfField(meta, name));
  const predicate = key.where ? driverOf(call.em).renderPartialIndexWhere(meta.class, key.where) : undefined;
  return onColumns(call, columns, predicate);
}

/** The target of a primary key. */
export function primaryTarget(call: UpsertCall): ConflictTarget {
  return onColumns(call, keyColumns(call.meta));
}

function onColumns({ em }: UpsertCall, columns: readonly string[], predicate?: string): ConflictTarget {
  const quoted = columns.map(name => em.getPlatform().quoteIdentifier(name));
  const where = predicate ? ` where ${predicate}` : '';
  return { sql: `(${quoted.join(', ')})${where}`, params: [], columns, ...(predicate ? { predicate } : {}) };
}

interface UniqueKey {
  readonly properties: readonly string[];
  readonly where?: string | object | undefined;
}

/** The unique keys that can decide a conflict, those without a predicate first. */
function uniqueKeys(meta: Meta): readonly UniqueKey[] {
  const props = ownedByRoot(meta).filter(prop => prop.unique && !prop.primary);
  const single = props.map((prop): UniqueKey => ({ properties: [prop.name] }));
  const declared = [...new Set([...meta.uniques, ...meta.root.uniques])]
    .filter(unique => unique.properties && !unique.expression && !unique.deferMode && !unique.disabled)
    .map(({ properties, where }): UniqueKey => ({ properties: Utils.asArray(properties), where }))
    .filter(({ properties }) => properties.every(name => props.length === 0 || isOwnedByRoot(meta, name)));
  return [...single, ...declared.filter(({ where }) => !where), ...declared.filter(({ where }) => where)];
}

/** A table that is joined to its parent's is written after it, when the row is known. */
function ownedByRoot(meta: Meta): readonly EntityProperty[] {
  return meta.inheritanceType === 'tpt' ? (meta.root.ownProps ?? meta.root.props) : meta.props;
}

function isOwnedByRoot(meta: Meta, name: string): boolean {
  const [first] = name.split('.');
  return ownedByRoot(meta).some(prop => prop.name === name || prop.name === first);
}

function has(meta: Meta, { given, generated }: Draft, properties: readonly string[]): boolean {
  return properties.every(name => !generated.includes(name) && valueOf(meta, given, name) != null);
}

function valueOf(meta: Meta, given: Data, name: string): unknown {
  const prop = meta.properties[name];
  const path = prop?.embedded ?? name.split('.');
  return given[name] ?? (path.length > 1 ? path.reduce<any>((value, key) => value?.[key], given) : undefined);
}

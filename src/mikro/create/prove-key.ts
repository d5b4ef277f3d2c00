import { type EntityManager } from '@mikro-orm/postgresql';
import {
  type AskedKey,
  DeferrableKeyError,
  InvalidKeyIndexError,
  KeyCollationError,
  NullInKeyError,
  PartialKeyError,
  UnindexedLookupError,
} from '../../errors/unique-key-errors.ts';
import { type UniqueKey, uniqueKeysOf } from '../identity/unique-keys.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { type ConflictTarget } from '../upsert/conflict-target.ts';
import { impliesPredicate } from './implies-predicate.ts';
import { type KeyColumn, keyColumnsOf } from './key-columns.ts';
import { type UniqueIndex, uniqueIndexesOf } from './unique-indexes.ts';

/** A key that the database guarantees to name at most one row. */
export interface ProvenKey {
  readonly asked: AskedKey;
  readonly index: UniqueIndex;
  readonly target: ConflictTarget;
  /** By which the unit finds its objects; undefined for parts that it cannot compare. */
  readonly inMemory: UniqueKey | undefined;
  /** Whether the unit knows every object that it has for the key, whatever of it is flushed. */
  readonly declared: boolean;
}

/** Finds the unique index that backs `key`. Throws one of the errors of unique-key-errors.ts when there is none. */
export async function proveKey(em: EntityManager, meta: Meta, key: Data): Promise<ProvenKey> {
  const columns = keyColumnsOf(meta, key);
  const asked: AskedKey = { entity: meta.className, fields: Object.keys(key) };
  const table = tableMeta(meta);
  const indexes = await uniqueIndexesOf(em, table);
  const [index, refusal] = await firstUsable(
    indexes.filter(candidate => covers(candidate, columns)),
    candidate => refusalOf({ em, meta, asked, key }, candidate, columns),
  );
  if (!index) throw refusal ?? unindexed(em, table, { asked, columns, indexes });

  const inMemory = keyInMemory(meta, asked.fields);
  return {
    asked,
    index,
    target: targetOf(em, index),
    inMemory,
    declared: inMemory !== undefined && uniqueKeysOf(meta).includes(inMemory),
  };
}

interface Asking {
  readonly em: EntityManager;
  readonly meta: Meta;
  readonly asked: AskedKey;
  readonly key: Data;
}

/** Of joined tables that of the root decides. */
function tableMeta(meta: Meta): Meta {
  return meta.tptParent ? tableMeta(meta.tptParent) : meta;
}

/** Whether the key has exactly the columns of the index, and of its condition. */
function covers({ columns, predicateColumns }: UniqueIndex, given: readonly KeyColumn[]): boolean {
  const names = new Set(given.map(({ name }) => name));
  return (
    columns.every(name => names.has(name)) &&
    [...names].every(name => columns.includes(name) || predicateColumns.includes(name))
  );
}

async function firstUsable(
  candidates: readonly UniqueIndex[],
  refusalOf: (index: UniqueIndex) => Promise<Error | undefined>,
): Promise<readonly [UniqueIndex | undefined, Error | undefined]> {
  let first: Error | undefined;
  for (const index of candidates) {
    const refusal = await refusalOf(index);
    if (!refusal) return [index, undefined];
    first ??= refusal;
  }
  return [undefined, first];
}

async function refusalOf(
  { em, meta, asked, key }: Asking,
  index: UniqueIndex,
  given: readonly KeyColumn[],
): Promise<Error | undefined> {
  if (!index.valid) return new InvalidKeyIndexError(asked, index.name);
  if (!index.immediate) return new DeferrableKeyError(asked, index.name);
  if (!index.collated) return new KeyCollationError(asked, index.name);
  const nulls = given.filter(({ name, isNull }) => isNull && index.columns.includes(name));
  if (index.nullsDistinct && nulls.length > 0)
    return new NullInKeyError(asked, index.name, [...new Set(nulls.map(({ field }) => field))]);
  if (index.predicate === null || (await impliesPredicate(em, meta, { index, key, given }))) return undefined;
  const fields = index.predicateColumns.map(name => fieldOf(meta, name));
  return new PartialKeyError(asked, index.name, index.predicate, fields);
}

function unindexed(
  em: EntityManager,
  meta: Meta,
  {
    asked,
    columns,
    indexes,
  }: { asked: AskedKey; columns: readonly KeyColumn[]; indexes: readonly UniqueIndex[] },
): UnindexedLookupError {
  const platform = em.getPlatform();
  const usable = indexes
    .filter(({ valid, immediate, collated }) => valid && immediate && collated)
    .map(index => [
      ...new Set([...index.columns, ...index.predicateColumns].map(name => fieldOf(meta, name))),
    ]);
  const names = columns.map(({ name }) => name);
  const index = platform.getIndexName(meta.tableName, names, 'unique');
  const quoted = names.map(name => platform.quoteIdentifier(name)).join(', ');
  return new UnindexedLookupError(asked, usable, {
    decorator: `@Unique({ properties: [${asked.fields.map(field => `'${field}'`).join(', ')}] })`,
    migration: `create unique index "${index}" on ${platform.quoteIdentifier(meta.tableName)} (${quoted})`,
  });
}

function fieldOf(meta: Meta, column: string): string {
  return meta.props.find(({ fieldNames }) => fieldNames?.includes(column))?.name ?? column;
}

function targetOf(em: EntityManager, { parts, predicate }: UniqueIndex): ConflictTarget {
  const quote = (name: string) => em.getPlatform().quoteIdentifier(name).toString();
  const names = parts.flatMap(({ column }) => column ?? []);
  const list = parts.map(({ column, sql }) => (column === null ? `(${sql})` : quote(column)));
  const where = predicate === null ? '' : ` where ${predicate}`;
  return {
    sql: `(${list.join(', ')})${where}`,
    params: [],
    columns: names.length === parts.length ? names : null,
    ...(predicate === null ? {} : { predicate }),
  };
}

const ofClasses = new WeakMap<Meta, Map<string, UniqueKey>>();

function keyInMemory(meta: Meta, fields: readonly string[]): UniqueKey | undefined {
  const declared = uniqueKeysOf(meta).find(
    ({ props }) => props.length === fields.length && props.every(({ name }) => fields.includes(name)),
  );
  if (declared) return declared;
  const props = fields.map(name => meta.properties[name as never] as Meta['props'][number] | undefined);
  if (!props.every(prop => prop !== undefined && !prop.embeddedProps && !prop.polymorphic)) return undefined;
  const keys = ofClasses.get(meta.root) ?? new Map<string, UniqueKey>();
  ofClasses.set(meta.root, keys);
  const name = fields.toSorted().join();
  const key = keys.get(name) ?? { root: meta.root, props: props as UniqueKey['props'] };
  keys.set(name, key);
  return key;
}

import { type EntityManager, helper, Utils } from '@mikro-orm/postgresql';
import { keyColumns } from '../flush/base-of-change.ts';
import { getByKeyValue } from '../identity/get-by-key-value.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';
import { stateOf } from '../state/unit-state.ts';
import { type KeyList, keyList } from './key-list.ts';

/** Objects of one class that the unit has for stored rows, and the keys of those rows. */
export interface LoadedRows {
  readonly meta: Meta;
  readonly objects: readonly object[];
  readonly keys: readonly (readonly unknown[])[];
}

/** The objects that the unit has for rows of the table of `meta` in `schema`, references included. */
export function loadedRows(em: EntityManager, { root }: Meta, schema?: string): LoadedRows {
  const objects = new Set(em.getUnitOfWork(false).getIdentityMap().getStore(root).values());
  stateOf(em).streamed.drain(object => {
    if (helper(object).__meta.root === root) objects.add(object as never);
    return false;
  });
  return withKeys(em, root, [...objects], schema);
}

/** Whether a condition names the keys of rows, so that the statement writes no more of them. */
export function namesKeys(meta: Meta, condition: Data): boolean {
  return keysIn(meta, condition) !== undefined;
}

/** Those of them that the condition of a statement can be true of, as far as it names their keys. */
export function loadedAmong(em: EntityManager, meta: Meta, condition: Data, schema?: string): LoadedRows {
  const named = keysIn(meta, condition);
  if (!named) return loadedRows(em, meta, schema);
  const found = named.flatMap(
    key => getByKeyValue(em, meta.class, key, { schema, convertCustomTypes: true }) ?? [],
  );
  return withKeys(em, meta.root, [...new Set(found)], schema);
}

/** The keys as SQL. */
export function keysOf(em: EntityManager, { meta, keys }: LoadedRows): KeyList {
  return keyList(em.getPlatform(), meta, keyColumns(meta), keys);
}

function withKeys(
  em: EntityManager,
  meta: Meta,
  candidates: readonly object[],
  schema: string | undefined,
): LoadedRows {
  const objects: object[] = [];
  const keys: (readonly unknown[])[] = [];
  for (const object of candidates) {
    const key = isStored(object) && isIn(em, meta, object, schema) ? storedKey(meta, object) : [];
    if (key.length === 0 || key.some(part => part === null || part === undefined)) continue;
    objects.push(object);
    keys.push(key);
  }
  return { meta, objects, keys };
}

function isStored(object: object): boolean {
  const { __managed: managed, __initialized: loaded, __originalEntityData: base } = helper(object);
  return managed && (base !== undefined || !loaded);
}

function isIn(em: EntityManager, { schema: own }: Meta, object: object, schema: string | undefined): boolean {
  const usual = own ?? em.config.getSchema();
  return (helper(object).__schema ?? usual) === (schema ?? em.schema ?? usual);
}

/** The key of the row, which the application may have changed in memory. */
function storedKey(meta: Meta, object: object): readonly unknown[] {
  const base = helper(object).__originalEntityData as Data | undefined;
  const key: unknown[] =
    base && meta.primaryKeys.every(name => base[name] !== undefined)
      ? meta.primaryKeys.map(name => base[name])
      : Utils.asArray(quietly(() => helper(object).getPrimaryKeys(true)) as unknown[]);
  return Utils.flatten(key as unknown[][], true);
}

/** The keys that a condition names; undefined when it names none. */
function keysIn({ primaryKeys }: Meta, condition: Data): readonly unknown[] | undefined {
  const [name = '', ...others] = primaryKeys;
  const value: unknown = condition[name];
  if (others.length > 0 || value === undefined) return undefined;
  if (isScalar(value)) return [value];
  const listed = Utils.isPlainObject<Data>(value) ? (value['$in'] as unknown) : undefined;
  return Array.isArray(listed) && listed.every(isScalar) ? listed : undefined;
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'bigint'].includes(typeof value);
}

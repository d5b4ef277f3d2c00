import { type EntityManager, Reference, Utils } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { textOfValues } from './unique-key-text.ts';
import { type UniqueKey, uniqueKeysOf } from './unique-keys.ts';

/** What a lookup asks for, when that is at most one row by a key. */
export interface SoughtRow {
  readonly meta: Meta;
  readonly key: UniqueKey;
  readonly primary: boolean;
  /** The key's text, with the schema. */
  readonly hash: string;
}

/** The row that `where` names by its primary key, or by the columns of exactly one unique key; undefined for any other condition. */
export function soughtRow(
  em: EntityManager,
  meta: Meta,
  where: unknown,
  schema: string | undefined,
): SoughtRow | undefined {
  const [primaryKey, ...others] = uniqueKeysOf(meta);
  if (!primaryKey) return undefined;
  const isData = Utils.isPlainObject<Data>(where);
  const byData = isData ? [primaryKey, ...others].find(key => isExactly(key, where)) : undefined;
  const key = isData ? byData : primaryKey;
  const values = isData ? where : primaryValues(meta, where);
  const text = key && values && textOfValues(em, key, values);
  if (!text) return undefined;
  const prefix = schema ?? meta.root.schema ?? em.getPlatform().getDefaultSchemaName();
  return { meta, key, primary: key === primaryKey, hash: prefix ? `${prefix}:${text}` : text };
}

function isExactly({ props }: UniqueKey, where: Data): boolean {
  return Object.keys(where).length === props.length && props.every(({ name }) => name in where);
}

/** The values of a primary key that stands for itself: a scalar, a tuple or an object. */
function primaryValues(meta: Meta, where: unknown): Data | undefined {
  const { primaryKeys } = meta;
  if (Utils.isEntity<Data>(where, true)) {
    const object = Reference.unwrapReference(where as Data) as Data;
    return Object.fromEntries(primaryKeys.map(name => [name, object[name]]));
  }
  const values: unknown[] = Array.isArray(where) ? where : [where];
  if (values.length !== primaryKeys.length) return undefined;
  return Object.fromEntries(primaryKeys.map((name, at) => [name, values[at]]));
}

import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';
import { keyHashOf } from './key-hash.ts';

/** The identity map's key of `object`: that of the row it was loaded from. */
export function baseHash(em: EntityManager, object: object): string {
  const wrapped = helper(object);
  const meta: Meta = wrapped.__meta;
  const keyHash = keyHashOf(meta, em.getPlatform());
  const { __originalEntityData: base } = wrapped as { __originalEntityData?: Record<string, unknown> };
  const hash = (base && keyHash.ofRow(baseKey(meta, base))) ?? memoryHash(em, object);
  return inSchema(em, object, hash ?? 'undefined');
}

/** The primary key in a snapshot. */
function baseKey(meta: Meta, base: Record<string, unknown>): unknown {
  const [first, ...others] = meta.primaryKeys.map(name => base[name]);
  return others.length > 0 ? [first, ...others] : first;
}

/** The hash of the key that `object` has in memory; undefined while it has none. */
export function memoryHash(em: EntityManager, object: object): string | undefined {
  const wrapped = helper(object);
  const meta: Meta = wrapped.__meta;
  const key = quietly(() => wrapped.getPrimaryKey(true));
  return key === null || key === undefined ? undefined : keyHashOf(meta, em.getPlatform()).ofRow(key);
}

/** The hash of a key of `object` as the identity map has it, which keeps schemas apart. */
export function inSchema(em: EntityManager, object: object, hash: string): string {
  const wrapped = helper(object);
  const schema = wrapped.__schema ?? wrapped.__meta.root.schema ?? em.getPlatform().getDefaultSchemaName();
  return schema ? `${schema}:${hash}` : hash;
}

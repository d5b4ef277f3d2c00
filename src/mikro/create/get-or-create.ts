import { type EntityData, type EntityManager, type EntityName } from '@mikro-orm/postgresql';
import { settle } from '../reads/settle.ts';
import { type Data } from '../parts/internals.ts';
import { type UpsertCall } from '../upsert/upsert-call.ts';
import { hasItems, requireItems } from './collection-items.ts';
import { createUnlessExists } from './create-unless-exists.ts';
import { findByKey } from './find-by-key.ts';
import { proveKey } from './prove-key.ts';
import { storedTogether } from './stored-together.ts';

/** What a new row has besides its key: data, or a function that makes it when there is to be a new row. */
export type Defaults<E = any> = EntityData<E> | (() => EntityData<E> | Promise<EntityData<E>>);

/** The fields that name one row, with their values. */
export type Key<E = any> = EntityData<E>;

/** `em.getOrCreate`: documented there. */
export async function getOrCreate<E extends object>(
  em: EntityManager,
  type: EntityName<E>,
  key: Key<E>,
  defaults: Defaults<E> = {},
): Promise<[object: E, created: boolean]> {
  // Metadata knows no generics.
  return (await ofKey(callOf(em, type), key, defaults)) as [E, boolean];
}

async function ofKey(
  call: UpsertCall,
  key: Data,
  defaults: Defaults,
): Promise<[object: object, created: boolean]> {
  const { em, meta } = call;
  if (typeof defaults !== 'function') requireItems(em, meta, { ...defaults, ...key });
  const proof = await proveKey(em, meta, key);
  const found = await findByKey(call, proof, key);
  if (found) return [found, false];
  const data = { ...(await dataOf(defaults)), ...key };
  requireItems(em, meta, data);
  const create = (inside: UpsertCall) => settle(inside.em, () => createUnlessExists(inside, proof, { data }));
  return hasItems(meta, data) ? storedTogether(em, inner => create(callOf(inner, meta.class))) : create(call);
}

export async function dataOf(defaults: Defaults): Promise<Data> {
  return typeof defaults === 'function' ? await defaults() : defaults;
}

/** A call that leaves alone a row that exists. */
export function callOf(em: EntityManager, type: EntityName<any>): UpsertCall {
  const ctx = em.getTransactionContext();
  const { schema } = em;
  return {
    em,
    meta: em.getMetadata().get(type),
    options: {
      onConflictAction: 'ignore',
      ...(ctx === undefined ? {} : { ctx }),
      ...(schema === undefined ? {} : { schema }),
    },
  };
}

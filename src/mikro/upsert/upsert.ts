import { type EntityManager, type EntityName } from '@mikro-orm/postgresql';
import { settle } from '../reads/settle.ts';
import { type UpsertOptions } from './upsert-call.ts';
import { upsertObjects } from './upsert-objects.ts';

type One = readonly [type: EntityName<any> | object, data?: object, options?: UpsertOptions];
type Many = readonly [
  type: EntityName<any> | readonly object[],
  data?: readonly object[],
  options?: UpsertOptions,
];

/** `em.upsert`, which returns the unit's object for the row. */
export async function upsert(em: EntityManager, [type, data, options]: One): Promise<object> {
  const [object] =
    data === undefined
      ? await inUnit(em, type.constructor as never, [type], options)
      : await inUnit(em, type as never, [data], options);
  return object as object;
}

/** `em.upsertMany`: the unit's objects in the order of the data, equal keys giving one object. */
export async function upsertMany(em: EntityManager, [type, data, options]: Many): Promise<object[]> {
  if (data !== undefined) return inUnit(em, type as never, data, options);
  const [first] = type as readonly object[];
  return first ? inUnit(em, first.constructor as never, type as readonly object[], options) : [];
}

function inUnit(
  em: EntityManager,
  type: EntityName<any>,
  inputs: readonly object[],
  given: UpsertOptions = {},
): Promise<object[]> {
  if (given['disableIdentityMap'] ?? em.config.get('disableIdentityMap'))
    return apart(em, type, inputs, given);
  const options: UpsertOptions = (
    em as unknown as { prepareOptions(given: UpsertOptions): UpsertOptions }
  ).prepareOptions(given);
  return settle(em, () => upsertObjects({ em, meta: em.getMetadata().get(type), options }, inputs));
}

/** For objects that belong to no unit. */
async function apart(
  em: EntityManager,
  type: EntityName<any>,
  inputs: readonly object[],
  options: UpsertOptions,
): Promise<object[]> {
  const fork = em.fork({ keepTransactionContext: true });
  const objects = await inUnit(fork, type, inputs, { ...options, disableIdentityMap: false });
  fork.clear();
  return objects;
}

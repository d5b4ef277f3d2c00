import { helper } from '@mikro-orm/postgresql';
import { quietly } from '../state/quietly.ts';

/** The class and the primary key of `object`, for an error's message. */
export function describeObject(object: object): [entity: string, key: string] {
  const wrapped = helper(object);
  const key: unknown = quietly(() => wrapped.getPrimaryKey());
  const isPlain = typeof key !== 'object' || key === null || key instanceof Date;
  const text = isPlain
    ? String(key as string | number)
    : JSON.stringify(key, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  return [wrapped.__meta.className, text];
}

import { helper, ReferenceKind } from '@mikro-orm/postgresql';
import { quietly } from '../state/quietly.ts';
import { canonicalProperty } from './canonical-key-value.ts';

/** Gives an object that is about to be stored its key as PostgreSQL will show it. */
export function canonicalizeKey(object: object): void {
  for (const prop of helper(object).__meta.getPrimaryProps()) {
    if (prop.kind !== ReferenceKind.SCALAR) continue;
    const value: unknown = quietly(() => Reflect.get(object, prop.name));
    if (typeof value === 'number') continue;
    const canonical = canonicalProperty(prop, value);
    if (canonical !== value) quietly(() => Reflect.set(object, prop.name, canonical));
  }
}

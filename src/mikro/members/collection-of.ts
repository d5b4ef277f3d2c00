import { type Collection, type EntityProperty, helper, Reference, Utils } from '@mikro-orm/postgresql';
import { type Data } from '../parts/internals.ts';

/** The collection that `object` has for its to-many relation `name`, loaded or not. */
export function collectionOf(object: object, name: string): Collection<object> | undefined {
  const value = valueOf(object, name);
  return Utils.isCollection(value) ? (value as Collection<object>) : undefined;
}

/** The object that `object` refers to by its to-one relation `name`; undefined when that is none or unknown. */
export function relatedBy(object: object, name: string): object | undefined {
  const value = valueOf(object, name);
  return Utils.isEntity<object>(value, true) ? Reference.unwrapReference(value) : undefined;
}

/** What `object` has for a relation, without telling anybody that it was looked at. A new object may still hold it itself. */
export function valueOf(object: object, name: string): unknown {
  const { __data: data } = helper(object) as { __data: Data };
  return data[name] ?? (Object.getOwnPropertyDescriptor(object, name)?.value as unknown) ?? data[name];
}

/** The relation on the other side of `prop`, if there is one. */
export function otherSideOf({ mappedBy, inversedBy }: EntityProperty): string | undefined {
  return mappedBy || inversedBy || undefined;
}

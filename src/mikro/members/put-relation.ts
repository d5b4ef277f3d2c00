import { type EntityProperty, helper, Reference } from '@mikro-orm/postgresql';
import { type Data } from '../parts/internals.ts';

/** Sets one side of a relation and leaves the other alone. */
export function putRelation(object: object, prop: EntityProperty, value: unknown): void {
  const wrapped: unknown = Reference.wrapReference(value as never, prop as never);
  (helper(object).__data as Data)[prop.name] = wrapped;
  if (Reference.isReference(wrapped)) (wrapped as unknown as { property: unknown }).property = prop;
}

import { type EntityData, type EntityKey, type FilterQuery } from '@mikro-orm/postgresql';
import { type CopyOf } from './copy-of.ts';

/** A scalar without the marks that say how an entity uses it. */
type Unmarked<T> = T extends number
  ? number
  : T extends string
    ? string
    : T extends boolean
      ? boolean
      : T extends bigint
        ? bigint
        : T;

/** The properties of `E` whose values a property of type `T` can take. */
type Like<E, T> = { [P in EntityKey<E>]: Unmarked<E[P]> extends Unmarked<T> ? P : never }[EntityKey<E>];

/** New values for a row, by property: values, expressions, or in their place a copy of another property of the same type. */
export type Changes<E> = { readonly [P in EntityKey<E>]?: EntityData<E>[P] | CopyOf<Like<E, E[P]>> };

/** How a row is updated. */
export interface UpdateRowOptions<E> {
  /** What the row must be, in the statement that changes it, for the change to happen. */
  readonly onlyIf?: FilterQuery<E>;
}

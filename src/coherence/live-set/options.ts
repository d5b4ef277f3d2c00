import { type FilterOptions, type QueryOrderMap } from '@mikro-orm/postgresql';
import { LiveSetOptionError } from '../../errors/live-set-errors.ts';

/** How a live set is to be. */
export interface LiveSetOptions<E> {
  /** The order of the members; by primary key unless told, and among what is equal. */
  readonly orderBy?: QueryOrderMap<E> | readonly QueryOrderMap<E>[];
  /** As for `em.find`; those that are active when the set is opened hold for as long as it is. */
  readonly filters?: FilterOptions;
  /** Asks the database where memory cannot decide, on `await set.settled()`, instead of refusing. */
  readonly requery?: boolean;
}

const known: ReadonlySet<string> = new Set([
  'orderBy',
  'filters',
  'requery',
] satisfies (keyof LiveSetOptions<object>)[]);

/** Throws LiveSetOptionError for an option that a live set does not have. */
export function requireKnownOptions(options: object): void {
  for (const [option, value] of Object.entries(options))
    if (value !== undefined && !known.has(option))
      throw new LiveSetOptionError(
        option,
        option === 'limit' || option === 'offset'
          ? 'what enters when a member leaves is not loaded. Take what you need of the set: set.toArray().slice(0, 10).'
          : `it has ${[...known].join(', ')}. Ask for the rest with em.populate or em.find.`,
      );
}

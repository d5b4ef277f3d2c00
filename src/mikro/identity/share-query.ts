import { type EntityManager } from '@mikro-orm/postgresql';
import { type Data } from '../parts/internals.ts';
import { asTheUnitKnows, type FindOne, isAtHand, type Lookup, lookUpInMemory } from './lookup.ts';
import { shareInFlight } from './share-in-flight.ts';
import { soughtRow } from './sought-row.ts';

/** Runs `findOne`; calls for the same row that overlap in one unit share one query, and a lookup by a unique key sees what the unit knows. */
export async function shareQuery(
  em: EntityManager,
  args: any[],
  findOne: (...args: any[]) => Promise<any>,
): Promise<any> {
  const [entityName, where, options] = args as [entityName: any, where: unknown, options: Data | undefined];
  if (options?.['disableIdentityMap'] ?? em.config.get('disableIdentityMap')) return findOne(...args);
  const meta = em.getMetadata().find(entityName);
  const sought = meta && !meta.virtual && soughtRow(em, meta, where, options?.['schema'] ?? em.schema);
  if (!sought || (!options && isAtHand(em, sought))) return findOne(...args);

  const lookup: Lookup = { em, args: [entityName, where, options], sought, findOne: findOne as FindOne };
  const known = await lookUpInMemory(lookup);
  return known === undefined ? asTheUnitKnows(lookup, await shareInFlight(lookup)) : known;
}

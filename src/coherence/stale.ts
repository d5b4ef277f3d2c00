import { type EntityManager, type Reference } from '@mikro-orm/postgresql';
import { loadedObjects } from '../mikro/reads/loaded-objects.ts';
import { outdated } from '../mikro/reads/outdated.ts';
import { StaleObjects } from './stale-objects.ts';

/** `em.stale`: documented there. */
export async function stale<E extends object>(
  em: EntityManager,
  objects?: Iterable<E | Reference<E>>,
): Promise<StaleObjects<E>> {
  return new StaleObjects(await outdated(em, loadedObjects(em, objects)));
}

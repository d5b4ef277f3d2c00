import { type Collection, type EntityManager } from '@mikro-orm/postgresql';
import { collectionOf } from '../members/collection-of.ts';
import { quietly } from '../state/quietly.ts';
import { isOlderThanOwner } from '../state/reading.ts';
import { EntityLoaderBase, type LoaderOptions } from './internals.ts';

/** MikroORM's loader of relations. What it puts into collections is read, not edited, though it goes in the way of an edit. */
export class EntityLoader extends EntityLoaderBase {
  declare em: EntityManager;

  override initializeCollections(...args: unknown[]): void {
    quietly(() => super.initializeCollections(...args));
  }

  /** The objects whose members are to be read: also those that are loaded and whose rows were just read again. */
  override filterCollections(
    objects: object[],
    field: string,
    options: LoaderOptions,
    ref?: string | boolean,
  ): object[] {
    if (options.refresh) return super.filterCollections(objects, field, options, ref);
    const missing = new Set(super.filterCollections(objects, field, options, ref));
    return objects.filter(object => missing.has(object) || isOutdated(collectionOf(object, field)));
  }
}

function isOutdated(collection: Collection<object> | undefined): boolean {
  return collection?.isInitialized() === true && !collection.isPartial() && isOlderThanOwner(collection);
}

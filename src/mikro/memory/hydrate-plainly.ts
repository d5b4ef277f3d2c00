import { Collection } from '@mikro-orm/postgresql';

/** Fills a collection as MikroORM does, for what puts it back as it was: nothing was read. */
export function hydratePlainly(collection: Collection<any>, items: readonly object[], partial = false): void {
  Collection.prototype.hydrate.call(collection, [...items] as never, false, partial);
}

import { type EntityManager } from '@mikro-orm/postgresql';
import { quietly } from '../state/quietly.ts';
import { EntityLoaderBase } from './internals.ts';

/** MikroORM's loader of relations. What it puts into collections is read, not edited, though it goes in the way of an edit. */
export class EntityLoader extends EntityLoaderBase {
  declare em: EntityManager;

  override initializeCollections(...args: unknown[]): void {
    quietly(() => super.initializeCollections(...args));
  }
}

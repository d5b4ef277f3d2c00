import { type EntityManager } from '@mikro-orm/postgresql';
import { UnitScope } from '../state/unit-scope.ts';

const unflushed = new UnitScope();

/** Whether the caller is part of a query that was asked not to flush: MikroORM does not tell the queries that load its relations. */
export function insideUnflushedQuery(em: EntityManager): boolean {
  return unflushed.covers(em);
}

/** Runs `query`, which was asked not to flush. */
export function runUnflushed<T>(em: EntityManager, query: () => Promise<T>): Promise<T> {
  return unflushed.run(em, query);
}

import { type EntityManager } from '@mikro-orm/postgresql';
import { UnitScope } from './unit-scope.ts';

const flushes = new UnitScope();

/** Whether the caller runs inside a flush of the unit of `em`, as a hook that queries does: no second flush may start in it. */
export function insideFlush(em: EntityManager): boolean {
  return flushes.covers(em);
}

/** Runs `work`, which flushes the unit of `em`. */
export function runInsideFlush<T>(em: EntityManager, work: () => Promise<T>): Promise<T> {
  return flushes.run(em, work);
}

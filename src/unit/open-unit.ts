import { type EntityManager } from '@mikro-orm/postgresql';
import { inAmbientFork } from '../mikro/ambient.ts';

/**
 * Runs `body` in a unit of work of its own and makes the unit ambient: while `body` runs, and in
 * whatever it awaits or starts, `orm.em` and repositories mean this unit.
 *
 * Units that run at the same time share nothing. A unit inside another one, or inside its
 * transaction, is separate from it. Nothing is stored unless `body` flushes.
 */
export function openUnit<EM extends EntityManager, T>(em: EM, body: (em: EM) => T | Promise<T>): Promise<T> {
  return inAmbientFork(em, async unit => body(unit));
}

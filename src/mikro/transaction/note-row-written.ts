import { type EntityManager } from '@mikro-orm/postgresql';
import { levelOf } from '../state/level.ts';

/** Notes that `object` has what a statement of `em` has, or may have, written: nothing that a rollback could leave in it. */
export function noteRowWritten(em: EntityManager, object: object): void {
  const level = levelOf(em);
  if (level && !level.images.has(object)) level.stored.add(object);
}

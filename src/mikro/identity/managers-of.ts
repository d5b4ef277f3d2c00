import { type EntityManager } from '@mikro-orm/postgresql';
import { parentOf } from '../state/unit-state.ts';
import { isLayered } from '../transaction/layer-of.ts';

/** `em` and the managers around it that share its objects by maps of their own; not the one that a transaction is on top of. */
export function managersOf(em: EntityManager): EntityManager[] {
  const around = isLayered(em) ? undefined : parentOf(em);
  return around ? [em, ...managersOf(around)] : [em];
}

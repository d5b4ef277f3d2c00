import { type EntityManager } from '@mikro-orm/postgresql';
import { isApart } from './apart.ts';
import { type Level, levelOf } from './level.ts';
import { stateOf } from './unit-state.ts';

/** The objects of the unit that may have edits, but for those that are another transaction's to store. */
export function suspectsOf(em: EntityManager): object[] {
  if (isApart(em)) return [];
  const { written, exposed } = stateOf(em);
  return [...written.union(exposed)].filter(object => !isElsewhere(em, object));
}

/** Whether `object` is left to another transaction of the unit, which has touched it where this one has not. */
function isElsewhere(em: EntityManager, object: object): boolean {
  const { levels } = stateOf(em);
  if (levels.size === 0) return false;
  const level = levelOf(em);
  if (isOurs(level, object)) return false;
  return [...levels].some(other => !level?.isInside(other) && other.images.has(object));
}

function isOurs(level: Level | undefined, object: object): boolean {
  for (let at = level; at; at = at.around) if (at.images.has(object)) return true;
  return false;
}

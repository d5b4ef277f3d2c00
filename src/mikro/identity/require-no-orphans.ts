import { type EntityManager } from '@mikro-orm/postgresql';
import { DetachedObjectError } from '../../errors/detached-object-error.ts';
import { stateOf } from '../state/unit-state.ts';
import { describeObject } from './describe-object.ts';
import { hasChangedSince } from './object-image.ts';

/** Refuses, once, to flush a unit when objects were edited that had left it: the application believes that this stores them. */
export function requireNoOrphans(em: EntityManager): void {
  const { orphans, departed } = stateOf(em);
  if (orphans.size === 0) return;
  const [first, ...others] = [...orphans].filter(object => hasChangedSince(em, object, departed.get(object)));
  orphans.clear();
  if (first) throw new DetachedObjectError(...describeObject(first), others.length);
}

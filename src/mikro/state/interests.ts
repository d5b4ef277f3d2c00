import { type EntityManager } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';
import { stateOf, type UnitState } from './unit-state.ts';

/** Rows of a class that somebody in the unit wants to hear of when statements write them, though they are not loaded. */
export interface Interest {
  readonly meta: Meta;
  /** A condition, as `em.find` takes it. */
  readonly where: object;
}

const interests = new WeakMap<UnitState, Set<Interest>>();

/** Makes statements of the unit that write many rows return those of `meta` that `where` is true of. Returns what ends it. */
export function addInterest(em: EntityManager, meta: Meta, where: object): () => void {
  const state = stateOf(em);
  const own = interests.get(state) ?? new Set();
  interests.set(state, own);
  const interest = { meta, where };
  own.add(interest);
  return () => void own.delete(interest);
}

/** The conditions for rows of `meta` in which somebody is interested. */
export function interestsOf(em: EntityManager, meta: Meta): readonly object[] {
  return interestsIn(em, meta).map(({ where }) => where);
}

/** The interests in rows of the table of `meta`, which is that of its whole hierarchy. */
export function interestsIn(em: EntityManager, { root }: Meta): readonly Interest[] {
  return [...(interests.get(stateOf(em)) ?? [])].filter(({ meta }) => meta.root === root);
}

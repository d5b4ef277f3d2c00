import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { joinUnit, stateOf, stateOfObject, type UnitState } from '../state/unit-state.ts';

/** Where an object belongs, seen from one unit. `free` ones belong nowhere yet, or no more since their row was deleted. */
export type Membership = 'member' | 'free' | 'detached' | 'foreign';

/** Where `object` belongs, seen from the unit of `em`. */
export function membershipOf(em: EntityManager, object: object): Membership {
  const state = stateOfObject(object);
  if (!state) return 'free';
  const departed = state.departed.has(object);
  if (state === stateOf(em) && !departed) return 'member';
  if (isInMapOf(em, object)) return 'member';
  if (departed) return 'detached';
  const { __managed: managed, __originalEntityData: base } = helper(object);
  return managed || base ? 'foreign' : 'free';
}

/** Whether the map of `em` itself, and not that of a unit around it, has `object`. */
export function isInMapOf(em: EntityManager, object: object): boolean {
  return (
    em
      .getUnitOfWork(false)
      .getIdentityMap()
      .getByEntity(object as never) === object
  );
}

/** Makes `object` a member of the unit that `state` is of, with whatever may be edited in it. */
export function moveToUnit(object: object, state: UnitState): void {
  const before = stateOfObject(object);
  const suspected = before?.suspects(object) ?? false;
  before?.written.delete(object);
  before?.exposed.delete(object);
  before?.orphans.delete(object);
  before?.departed.delete(object);
  joinUnit(object, state);
  if (suspected) state.written.add(object);
}

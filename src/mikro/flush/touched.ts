import { ChangeSet, ChangeSetType, helper } from '@mikro-orm/postgresql';
import { type ChangeSet as Change, type Meta } from '../parts/internals.ts';
import { type UnitOfWork } from '../parts/unit-of-work.ts';
import { suspectsOf } from '../state/suspects-of.ts';
import { stateOf } from '../state/unit-state.ts';

const touches = new WeakSet<Change>();

/** Whether the change is to be written even when it changes nothing but the version. */
export function isTouch(change: Change): boolean {
  return touches.has(change);
}

/** Gives the objects that were touched a change, of nothing where they have none; the flush has them then. */
export function takeTouched(uow: UnitOfWork): void {
  const { touched } = stateOf(uow.em);
  if (touched.size === 0) return;
  const own = suspectsOf(uow.em).filter(object => touched.delete(object));
  const leaving = uow.getRemoveStack() as ReadonlySet<object>;
  for (const object of own) {
    if (leaving.has(object)) continue;
    touches.add(changeOf(uow, object) ?? emptyChange(uow, object));
  }
}

function changeOf(uow: UnitOfWork, object: object): Change | undefined {
  return uow.getChangeSets().find(({ entity }) => entity === object);
}

function emptyChange(uow: UnitOfWork, object: object): Change {
  const base = helper(object).__originalEntityData;
  // MikroORM makes a change without looking for differences for a deletion alone.
  uow.computeChangeSet(object, ChangeSetType.DELETE);
  const change = changeOf(uow, object) as Change;
  const update = { type: ChangeSetType.UPDATE, originalEntity: base };
  Object.assign(change, update);
  const parents: Change[] = [];
  for (let at = (change.meta as Meta).tptParent; at; at = at.tptParent)
    parents.push(Object.assign(new ChangeSet(object, ChangeSetType.UPDATE, {}, at), update) as Change);
  if (parents.length > 0) Object.assign(change, { tptChangeSets: parents });
  return change;
}

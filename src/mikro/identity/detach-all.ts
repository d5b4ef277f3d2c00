import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { rememberFor } from '../state/remember.ts';
import { parentOf, stateOf } from '../state/unit-state.ts';
import { isInMapOf } from './member-of.ts';
import { imageOf } from './object-image.ts';
import { forgetIndex } from './unique-key-index.ts';

/** Lets every object leave the unit of `em`; what is written to them afterwards is not lost in silence. */
export function detachAll(em: EntityManager): void {
  forgetIndex(em);
  for (const object of em.getUnitOfWork(false).getIdentityMap())
    if (helper(object).__managed && !isSharedWithParent(em, object)) detach(em, object);
  for (const follower of stateOf(em).followers) follower.cleared();
}

/** A transaction's fork that is cleared takes nothing away from the unit around it. */
function isSharedWithParent(em: EntityManager, object: object): boolean {
  for (let around = parentOf(em); around; around = parentOf(around))
    if (isInMapOf(around, object)) return true;
  return false;
}

function detach(em: EntityManager, object: object): void {
  const state = stateOf(em);
  rememberFor(em, object);
  // What is edited now is discarded, as MikroORM says; only what is edited from now on would be lost in silence.
  state.departed.set(object, state.suspects(object) ? imageOf(em, object) : undefined);
  state.written.delete(object);
  state.exposed.delete(object);
  helper(object).__managed = false;
}

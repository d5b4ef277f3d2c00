import { type EntityManager, helper, Utils } from '@mikro-orm/postgresql';
import { SecondObjectError } from '../../errors/second-object-error.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { rememberFor } from '../state/remember.ts';
import { parentOf, stateOf } from '../state/unit-state.ts';
import { describeObject } from './describe-object.ts';
import { isInMapOf, membershipOf, moveToUnit } from './member-of.ts';
import { hasChangedSince } from './object-image.ts';
import { relatedObjects } from './related-objects.ts';
import { repoint } from './repoint.ts';
import { rowOwner } from './row-owner.ts';

/** `em.merge`, which makes given data or a detached object the unit's. The object keeps its base and its edits, and leaves any other unit. */
export function mergeIntoUnit<T>(manager: EntityManager, args: any[], merge: () => T): T {
  const given: unknown = args.slice(0, 2).find(arg => Utils.isEntity(arg));
  const options = args.at(-1) as { disableContextResolution?: boolean } | undefined;
  const em = options?.disableContextResolution ? manager : manager.getContext();
  if (!given || !isOutsider(em, given)) return merge();

  const outsiders = outsidersFrom(em, given);
  for (const object of outsiders) requireNoSecond(em, object);
  const own = rowOwner(em, given);
  if (own) return own as T;
  return attach(
    em,
    [...outsiders].filter(object => !rowOwner(em, object)),
    merge,
  );
}

function attach<T>(em: EntityManager, objects: readonly object[], merge: () => T): T {
  const bases = objects.map(object => helper(object).__originalEntityData);
  for (const object of objects) {
    rememberFor(em, object);
    leaveMaps(object);
    moveToUnit(object, stateOf(em));
    helper(object).__managed = true;
  }
  const merged = merge();
  for (const [at, object] of objects.entries()) {
    // MikroORM has taken the edits for loaded values.
    if (bases[at]) helper(object).__originalEntityData = bases[at];
    stateOf(em).written.add(object);
    repoint(em, object);
  }
  return merged;
}

function isOutsider(em: EntityManager, object: object): boolean {
  const membership = membershipOf(em, object);
  return membership === 'detached' || membership === 'foreign';
}

/** A clean object gives way to the one that the unit has, as in MikroORM. */
function requireNoSecond(em: EntityManager, object: object): void {
  const own = rowOwner(em, object);
  if (own && own !== object && hasChangedSince(em, object, undefined))
    throw new SecondObjectError(...describeObject(object));
}

/** The objects of other units that lead from `object` to each other. */
function outsidersFrom(em: EntityManager, object: object, found = new Set<object>()): Set<object> {
  if (found.has(object) || !isOutsider(em, object)) return found;
  found.add(object);
  const { __meta: meta, __data: data } = helper(object) as { __meta: Meta; __data: Data };
  for (const { name } of meta.relations)
    for (const target of relatedObjects(data[name])) outsidersFrom(em, target, found);
  return found;
}

function leaveMaps(object: object): void {
  for (let em: EntityManager | undefined = helper(object).__em as never; em; em = parentOf(em)) {
    const uow = em.getUnitOfWork(false);
    if (isInMapOf(em, object)) uow.getIdentityMap().delete(object as never);
    uow.getPersistStack().delete(object as never);
    uow.getRemoveStack().delete(object as never);
  }
}

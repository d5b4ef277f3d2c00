import { type EntityManager } from '@mikro-orm/postgresql';
import { DetachedObjectError } from '../../errors/detached-object-error.ts';
import { ForeignObjectError } from '../../errors/foreign-object-error.ts';
import { describeObject } from './describe-object.ts';
import { membershipOf } from './member-of.ts';

/** Refuses an object that does not belong to the unit that is about to store it. */
export function requireMember(em: EntityManager, object: object): void {
  const membership = membershipOf(em, object);
  if (membership === 'detached') throw new DetachedObjectError(...describeObject(object));
  if (membership === 'foreign') throw new ForeignObjectError(...describeObject(object));
}

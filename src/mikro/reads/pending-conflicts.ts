import { type EntityManager } from '@mikro-orm/postgresql';
import { type Conflict } from '../../errors/conflict-error.ts';
import { conflictOf } from '../flush/conflict-of.ts';
import { theirsOf } from '../state/base.ts';
import { isLoaded } from './loaded-objects.ts';

/** What a flush would refuse of `objects`, as far as reads have shown it. */
export function pendingConflicts(em: EntityManager, objects: readonly object[]): Conflict[] {
  return objects.filter(isLoaded).flatMap(object => {
    const theirs = theirsOf(object);
    return theirs === undefined ? [] : [conflictOf(em, object, theirs)];
  });
}

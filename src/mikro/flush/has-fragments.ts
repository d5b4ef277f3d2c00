import { isRaw } from '@mikro-orm/postgresql';
import { type ChangeSet } from '../parts/internals.ts';

/** Whether the database computes a value of this change. */
export function hasFragments({ payload }: ChangeSet): boolean {
  return Object.values(payload).some(value => isRaw(value));
}

import { LockOptionError } from '../../errors/lock-errors.ts';

const modes = [
  'access share',
  'row share',
  'row exclusive',
  'share update exclusive',
  'share',
  'share row exclusive',
  'exclusive',
  'access exclusive',
] as const;

/**
 * PostgreSQL's table locks, from the weakest to the strongest.
 *
 * @see https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES
 */
export type TableLockMode = (typeof modes)[number];

/** Throws LockOptionError for a mode that PostgreSQL does not know. */
export function requireTableLockMode(mode: TableLockMode): void {
  if (!modes.includes(mode)) throw new LockOptionError('mode', `it is one of ${modes.join(', ')}.`);
}

import { LockOptionError } from '../../errors/lock-errors.ts';

/** Whether to wait for a lock that others hold: until they give it up, not at all, or for so many milliseconds. */
export type LockWait = boolean | number;

/** Throws LockOptionError for a time that is none. */
export function requireWait(wait: LockWait): void {
  if (typeof wait === 'boolean' || (wait >= 0 && wait <= longest)) return;
  throw new LockOptionError('wait', `it is true, false, or a number of milliseconds up to ${longest}.`);
}

// PostgreSQL holds lock_timeout in an int.
const longest = 2 ** 31 - 1;

/** What PostgreSQL's lock_timeout is to be; 0 there would mean to wait for ever. */
export function timeoutOf(wait: number): string {
  return `${Math.max(1, Math.round(wait))}ms`;
}

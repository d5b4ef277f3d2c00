import { LockOptionError } from '../../errors/lock-errors.ts';

/** One part of the key of a lock. */
export type LockKeyPart = string | number | bigint;

/** What a lock is on: a name, or parts that together are one. */
export type LockKey = string | readonly LockKeyPart[];

/**
 * The text of a key: two keys have the same one when, and only when, they have the same parts. A number is the same part as its
 * digits, because a key that comes from a URL or from PostgreSQL's bigint is text.
 *
 * @throws LockOptionError for a key with a part that is missing, for example the key of an object that is not stored yet
 */
export function lockKeyText(key: LockKey): string {
  const parts: readonly unknown[] = typeof key === 'string' ? [key] : key;
  if (!Array.isArray(parts) || parts.length === 0 || !parts.every(isPart))
    throw new LockOptionError(
      'key',
      'it is a string, or a list of strings and numbers with at least one of them.',
    );
  return JSON.stringify(parts.map(String));
}

function isPart(part: unknown): part is LockKeyPart {
  return typeof part === 'string' || typeof part === 'bigint' || Number.isFinite(part);
}

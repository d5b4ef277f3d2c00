import { AsyncLocalStorage } from 'node:async_hooks';

const alone = new AsyncLocalStorage<{ taken: boolean }>();

/**
 * Runs `work`, which promises that the first statement it sends in a transaction that has sent none is also the last.
 *
 * PostgreSQL makes a transaction of every statement that comes outside one, so this one goes out without BEGIN, and its
 * COMMIT is answered without being sent: one round trip. It needs a transaction of the default isolation level; in any
 * other, nothing is different. A second statement is an error. What the statement has stored is stored, so nothing may
 * fail between it and the COMMIT: a rollback that comes instead finds nothing to undo.
 */
export function runAlone<T>(work: () => Promise<T>): Promise<T> {
  return alone.run({ taken: false }, work);
}

/** Whether the statement that is being sent is one that runs alone; there is one for each `runAlone`. */
export function takeAlone(): boolean {
  const permit = alone.getStore();
  if (!permit || permit.taken) return false;
  permit.taken = true;
  return true;
}

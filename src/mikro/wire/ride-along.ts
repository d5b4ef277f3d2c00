import { AsyncLocalStorage } from 'node:async_hooks';

const riding = new AsyncLocalStorage<boolean>();

/**
 * Runs `work`, whose savepoint goes out in the message of its first statement. Only for statements that we make: one that
 * PostgreSQL cannot parse takes the savepoint with it, and so breaks the whole transaction.
 */
export function rideAlong<T>(work: () => Promise<T>): Promise<T> {
  return riding.run(true, work);
}

export function ridesAlong(): boolean {
  return riding.getStore() === true;
}

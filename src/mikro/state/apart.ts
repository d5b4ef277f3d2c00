import { type EntityManager } from '@mikro-orm/postgresql';

const apart = new WeakSet<EntityManager>();

/** Makes the flushes of `fork` store what was made or persisted with it, and leave what the rest of the unit has pending. */
export function setApart(fork: EntityManager): void {
  apart.add(fork);
}

export function isApart(em: EntityManager): boolean {
  return apart.has(em);
}

import { expect } from 'vitest';
import { type EntityManager } from '../../src/index.ts';

class RolledBack extends Error {}

/** A transaction that fails after `body`. */
export async function rolledBack(
  em: EntityManager,
  body: (inner: EntityManager) => Promise<unknown>,
  options: object = {},
): Promise<void> {
  const failed = em.transactional(async inner => {
    await body(inner as EntityManager);
    throw new RolledBack();
  }, options);
  await expect(failed).rejects.toBeInstanceOf(RolledBack);
}

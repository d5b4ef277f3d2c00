import { type EntityManager } from '@mikro-orm/postgresql';

/** How a transaction is to run. */
export interface TransactionChoices {
  readonly isolation?: string | undefined;
  readonly readOnly?: boolean | undefined;
  readonly deferrable?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs `body` in a transaction of the unit of `em`, or in a savepoint of the one that is open. */
export function inTransaction<EM extends EntityManager, T>(
  em: EM,
  body: (em: EM) => Promise<T>,
  { isolation, readOnly, deferrable, signal }: TransactionChoices,
): Promise<T> {
  return em.transactional(
    body as never,
    {
      alone: true,
      ...(isolation && { isolationLevel: isolation }),
      ...(readOnly && { readOnly }),
      ...(deferrable && { deferrable }),
      ...(signal && { signal }),
    } as never,
  ) as Promise<T>;
}

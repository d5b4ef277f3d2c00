import { type EntityManager } from '@mikro-orm/postgresql';

const chosen = new WeakMap<EntityManager, boolean | undefined>();

/** Remembers whether `fork` was told to do without transactions, which MikroORM keeps to itself. */
export function noteForked(
  em: EntityManager,
  fork: EntityManager,
  { disableTransactions }: { readonly disableTransactions?: boolean },
): void {
  chosen.set(fork, disableTransactions ?? chosen.get(em));
}

/** Whether `em` has no transactions. */
export function disablesTransactions(em: EntityManager): boolean {
  return chosen.get(em) ?? em.config.get('disableTransactions') ?? false;
}

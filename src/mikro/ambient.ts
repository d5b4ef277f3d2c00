import { type EntityManager, RequestContext, TransactionContext } from '@mikro-orm/postgresql';
import { unheard } from './changes/hear-statements.ts';

/** Forks `em` and makes the fork what every global manager of its name resolves to while `body` runs. */
export function inAmbientFork<EM extends EntityManager, T>(
  em: EM,
  body: (fork: EM) => Promise<T>,
): Promise<T> {
  const inUnit = () => {
    const fork = RequestContext.getEntityManager(em.name) as EM;
    // A transaction that is open around us would win over the new fork, so the fork takes its place.
    const inside = TransactionContext.getEntityManager(em.name) !== undefined;
    return inside ? TransactionContext.create(fork, () => body(fork)) : body(fork);
  };
  return unheard(() => RequestContext.create(em, inUnit));
}

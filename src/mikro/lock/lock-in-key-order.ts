import { type EntityManager, type EntityName, type LockMode, Utils } from '@mikro-orm/postgresql';
import { isPessimistic } from './require-transaction.ts';

interface FindOptions {
  readonly lockMode?: LockMode;
  readonly orderBy?: object;
}

/** The options of a `find`; one that locks rows in no given order locks them in the order of their keys, so that two of them wait for each other instead of deadlocking. */
export function lockInKeyOrder<O extends FindOptions>(
  em: EntityManager,
  type: EntityName<any>,
  options: O | undefined,
): O | undefined {
  if (!options || !isPessimistic(options.lockMode) || !Utils.isEmpty(options.orderBy)) return options;
  const meta = em.getMetadata().get(type);
  return meta.orderBy || meta.virtual ? options : { ...options, orderBy: keyOrder(meta) };
}

/** The order of the primary key. */
export function keyOrder({
  primaryKeys,
}: {
  readonly primaryKeys: readonly string[];
}): Record<string, 'asc'>[] {
  return primaryKeys.map(name => ({ [name]: 'asc' }));
}

import {
  type EntityManager,
  helper,
  LockMode,
  type LockOptions,
  Reference,
  Utils,
  ValidationError,
} from '@mikro-orm/postgresql';
import { checkVersions } from './check-versions.ts';
import { lockRows } from './lock-rows.ts';
import { isPessimistic, requireTransactionFor } from './require-transaction.ts';
import { type ReadOptions } from './rows-of.ts';

/** `em.lock`: locks the rows of the unit's objects, or compares their versions, and merges what it reads. */
export async function lockObjects(
  em: EntityManager,
  given: object | readonly object[],
  mode: LockMode | undefined,
  asked: LockOptions | number | Date | undefined,
): Promise<void> {
  const { lockVersion, ...options } = (
    Utils.isPlainObject(asked) ? asked : { lockVersion: asked }
  ) as LockOptions;
  const objects = [...new Set(Utils.asArray(given).map(one => Reference.unwrapReference(one as object)))];
  for (const object of objects) requireManaged(em, object);
  requireTransactionFor(em, mode, options.ctx);

  const prepared = (em as unknown as Preparing).prepareOptions(options);
  if (isPessimistic(mode)) await lockRows(em, objects, { ...prepared, lockMode: mode });
  if (mode === LockMode.OPTIMISTIC) await checkVersions(em, objects, lockVersion, prepared);
}

/** A method of MikroORM's manager that its types call protected. */
interface Preparing {
  prepareOptions(options: LockOptions): ReadOptions;
}

/** Not what is new, or belongs to another unit. */
function requireManaged(em: EntityManager, object: object): void {
  const { __managed: managed, __originalEntityData: base } = helper(object);
  const member = managed && base && em.getUnitOfWork(false).getIdentityMap().getByEntity(object) === object;
  if (!member) throw ValidationError.entityNotManaged(object as never);
}

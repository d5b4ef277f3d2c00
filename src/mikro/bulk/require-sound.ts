import { type EntityManager, type EntityName, type PostgreSqlDriver, Utils } from '@mikro-orm/postgresql';
import { BulkWriteError } from '../../errors/bulk-errors.ts';
import { type Meta } from '../parts/internals.ts';

/** Refuses a condition that means nothing, before what is pending is flushed. */
export function requireSound(em: EntityManager, meta: Meta, where: unknown, operation: string): void {
  if (!Utils.isPlainObject(where)) return;
  const driver = em.getDriver() as PostgreSqlDriver;
  try {
    driver
      .createQueryBuilder(meta.class as EntityName<any>, undefined, 'write', false)
      .select('*')
      .where({ ...where } as never);
  } catch (error) {
    throw new BulkWriteError(operation, meta.className, `${(error as Error).message}.`, { cause: error });
  }
}

import { type PostgreSqlDriver, EntityManager as MikroEntityManager } from '@mikro-orm/postgresql';
import { requireUnit } from './unit/require-unit.ts';

/**
 * The manager of one unit of work: in it, one row is one object. Has everything that MikroORM's has.
 *
 * Forks of `orm.em` are units; `orm.unit` opens one and makes it ambient.
 *
 * @throws GlobalManagerError when the global manager is used outside a unit
 */
export class EntityManager<
  Driver extends PostgreSqlDriver = PostgreSqlDriver,
> extends MikroEntityManager<Driver> {
  /** @internal */
  override getContext(validate = true): this {
    const em = super.getContext(false);
    if (validate) requireUnit(em);
    return em;
  }
}

import { EntityManager, type EntityName } from '@mikro-orm/postgresql';
import { type Data, type FactoryOptions } from '../parts/internals.ts';

/** `em.map`: the unit's object for a raw row, which is merged into it as any row that is read. */
export function mapRow(
  em: EntityManager,
  entityName: EntityName<any>,
  row: object,
  options: Data = {},
): object {
  const isolated = options['disableIdentityMap'] ?? em.config.get('disableIdentityMap');
  const mapper = isolated
    ? em
    : { config: em.config, metadata: em.getMetadata(), driver: em.getDriver(), merge: merger(em) };
  return EntityManager.prototype.map.call(
    mapper as never,
    entityName as never,
    row as never,
    options as never,
  ) as object;
}

/** What takes the place of `em.merge`, which would make the row's values the base under an edit. */
function merger(em: EntityManager) {
  return (entityName: EntityName<any>, data: Data, options: Data): object => {
    const read = { ...options, merge: true, schema: options['schema'] ?? em.schema } as FactoryOptions;
    return em.getEntityFactory().create(entityName as never, data as never, read) as object;
  };
}

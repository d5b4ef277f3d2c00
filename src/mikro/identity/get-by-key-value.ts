import { type EntityManager, type EntityName } from '@mikro-orm/postgresql';
import { keyHashOf } from './key-hash.ts';

/** How a key is given: for a row of which schema, and in the database's form or the application's. */
interface KeyOptions {
  readonly schema: string | undefined;
  readonly convertCustomTypes: boolean | undefined;
}

/** The object that the unit has for a row's key, in whatever form the key is given. */
export function getByKeyValue(
  em: EntityManager,
  entityName: EntityName<any>,
  id: unknown,
  options: KeyOptions,
): object | undefined {
  if (id === null || id === undefined) return undefined;
  const { root } = em.getMetadata().get(entityName);
  const keyHash = keyHashOf(root, em.getPlatform());
  const hash = options.convertCustomTypes ? keyHash.ofRow(id) : keyHash.ofApplication(id);
  if (hash === undefined) return undefined;
  const schema = options.schema ?? root.schema ?? em.config.getSchema();
  return em
    .getUnitOfWork(false)
    .getIdentityMap()
    .getByHash(root, schema ? `${schema}:${hash}` : hash);
}

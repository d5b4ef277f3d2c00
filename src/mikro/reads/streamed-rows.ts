import {
  type EntityManager,
  type EntityName,
  type StreamOptions,
  ValidationError,
} from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';

export type AnyStreamOptions = StreamOptions<any, any, any, any> & Data;

/** The methods with which the manager prepares a query, most of which its types call protected. */
interface Preparing {
  prepareOptions(options: Data): Data;
  processWhere(entityName: EntityName<any>, where: unknown, options: Data, type: 'read'): Promise<Data>;
  preparePopulate(entityName: EntityName<any>, options: Data): Promise<Data[]>;
  validateIndexUsage(meta: Meta, where: unknown, options: Data): void;
  createPopulateWhere(where: Data, options: Data): Data;
  getJoinedFilters(meta: Meta, options: Data): Promise<unknown>;
}

/** The rows of a stream, and its options as they were completed: what MikroORM's `em.stream` does before it makes objects. */
export async function streamedRows(
  em: EntityManager,
  entityName: EntityName<any>,
  given: AnyStreamOptions,
): Promise<{ readonly rows: AsyncIterable<Data>; readonly options: Data }> {
  const ctx = em.getTransactionContext();
  if (!given.ctx && !ctx && em.getTransactionSessionContext())
    throw ValidationError.sessionContextStreamRequiresTransaction();

  const preparing = em as unknown as Preparing;
  const options: Data = { ...preparing.prepareOptions(given), strategy: 'joined' };
  await em.tryFlush(entityName, options);
  const where = await preparing.processWhere(entityName, options['where'] ?? {}, options, 'read');
  options['orderBy'] ||= {};
  options['populate'] = await preparing.preparePopulate(entityName, options);
  const meta: Meta = em.getMetadata().get(entityName);
  preparing.validateIndexUsage(meta, options['where'] ?? {}, options);
  options['_populateWhere'] = options['populateWhere'] ?? em.config.get('populateWhere');
  options['populateWhere'] = preparing.createPopulateWhere({ ...where }, options);
  options['populateFilter'] = await preparing.getJoinedFilters(meta, options);
  const rows = em
    .getDriver()
    .stream(entityName, where as never, { ctx, mapResults: false, ...options } as never);
  return { rows: rows as AsyncIterable<Data>, options };
}

import { type EntityManager, type PostgreSqlDriver, QueryHelper } from '@mikro-orm/postgresql';
import { type Interest } from '../state/interests.ts';

/** A statement that MikroORM's query builder has built, as far as it is changed here. */
export interface NativeQuery {
  readonly options: {
    tableName?: string;
    returning?: unknown[];
    readonly data?: unknown;
    readonly onConflict?: object;
  };
  compile(): { readonly sql: string; readonly params: unknown[] };
}

/** The query for the keys of those rows of `source`, which has the columns of the table, that an interest is in. */
export function keysOfInterest(em: EntityManager, { meta, where }: Interest, source: string): string {
  const platform = em.getPlatform();
  const alias = 'i0';
  const builder = (em.getDriver() as PostgreSqlDriver).createQueryBuilder(
    meta.class,
    undefined,
    'write',
    true,
    undefined,
    alias,
  );
  const condition = QueryHelper.processWhere({
    where: { ...where },
    entityName: meta.class,
    metadata: em.getMetadata(),
    platform,
    convertCustomTypes: false,
  } as never);
  builder.select(meta.primaryKeys as never).where(condition as never);
  const query = builder.getNativeQuery() as unknown as NativeQuery;
  query.options.tableName = `${platform.quoteIdentifier(source)} as ${platform.quoteIdentifier(alias)}`;
  const { sql, params } = query.compile();
  return platform.formatQuery(sql, params);
}

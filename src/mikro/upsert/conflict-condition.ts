import { Utils } from '@mikro-orm/postgresql';
import { type UpsertCall } from './upsert-call.ts';

/** The SQL of `onConflictWhere`, with the columns of the table; undefined when there is none. */
export function conflictCondition({ em, meta, options }: UpsertCall): string | undefined {
  if (!options.onConflictWhere) return undefined;
  // The renderer of MikroORM's statement knows operators, relations and embeddables; what stands before its
  // condition is ours. In `do update` the table goes by its own name.
  const builder = em
    .getDriver()
    .createQueryBuilder(meta.root.class, undefined, 'write', true, undefined, meta.tableName);
  builder.select('*').where(Utils.copy(options.onConflictWhere) as never);
  const condition = builder.getNativeQuery() as unknown as {
    options: { where?: { sql: string; params: unknown[] } };
  };
  const { where } = condition.options;
  return where && em.getPlatform().formatQuery(where.sql, where.params);
}

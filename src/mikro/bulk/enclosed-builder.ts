import { type EntityManager, QueryFlag, raw } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { type BulkWrite } from './bulk-write.ts';
import { Enclosing, enclosed } from './run-bulk.ts';
import { type NativeQuery } from './interest-condition.ts';
import { noteBulkWrite } from './note-bulk-write.ts';
import { isUntold, readAgain, readMembersAgain } from './read-again.ts';

/** On whose behalf MikroORM's driver builds a statement that writes rows. */
export interface BulkCall {
  readonly em: EntityManager;
  readonly schema: string | undefined;
}

/** What is needed of a query builder to enclose what it builds. */
export interface EnclosableBuilder {
  readonly type?: string;
  readonly em?: EntityManager;
  readonly bulk?: BulkCall;
  readonly mainAlias: { readonly meta?: Meta; readonly aliasName: string };
  readonly state: { readonly cond?: Data; readonly schema?: string };
  enclosing: Enclosing | undefined;
  getNativeQuery(): NativeQuery;
  hasFlag(flag: QueryFlag): boolean;
}

const kinds: Readonly<Record<string, BulkWrite['kind']>> = {
  INSERT: 'insert',
  UPDATE: 'update',
  DELETE: 'delete',
};

/** Whether a builder is for a statement that writes rows. With a condition on other tables it is for a query until it is built. */
export function isWrite(builder: Pick<EnclosableBuilder, 'type' | 'hasFlag'>): boolean {
  const { type = '' } = builder;
  if (type in kinds || type === 'TRUNCATE') return true;
  return builder.hasFlag(QueryFlag.UPDATE_SUB_QUERY) || builder.hasFlag(QueryFlag.DELETE_SUB_QUERY);
}

/** Runs `execute`, which sends what `builder` has built; the unit is in step with the rows when it is done. */
export async function executeInStep(builder: EnclosableBuilder, execute: () => Promise<any>): Promise<any> {
  const write = bulkWriteOf(builder);
  if (!write) return execute();
  const inside = enclosed(write);
  if (!inside) return executePlain(write, execute);
  builder.enclosing = new Enclosing(write, inside);
  const { enclosing } = builder;
  try {
    const result: unknown = await execute();
    await enclosing.settle();
    return result;
  } finally {
    builder.enclosing = undefined;
  }
}

async function executePlain(write: BulkWrite, execute: () => Promise<unknown>): Promise<unknown> {
  const { em, meta, kind, schema } = write;
  const result = await execute();
  const objects = isUntold(write) ? await readAgain(em, meta, schema) : [];
  await readMembersAgain(em, meta);
  noteBulkWrite({ em, meta, kind, count: countOf(result), objects });
  return result;
}

function bulkWriteOf(builder: EnclosableBuilder): BulkWrite | undefined {
  const { bulk, mainAlias, state } = builder;
  const { meta } = mainAlias;
  const em = bulk?.em ?? builder.em?.getContext(false);
  if (!isWrite(builder) || !meta || meta.virtual || !em) return undefined;
  const { options } = builder.getNativeQuery();
  const kind = kinds[builder.type ?? ''];
  if (!kind) return undefined;
  const overwrites = kind === 'insert' && options.onConflict;
  return {
    em,
    meta,
    kind: overwrites ? 'update' : kind,
    schema: bulk?.schema ?? state.schema,
    countOnly: bulk !== undefined && kind !== 'insert',
    condition: kind === 'insert' ? {} : withoutAlias(state.cond ?? {}, mainAlias.aliasName),
    columns: kind === 'update' ? new Set(Object.keys(options.data as Data)) : undefined,
    alias: aliasIn(em, meta, options.tableName ?? ''),
  };
}

function withoutAlias(condition: Data, alias: string): Data {
  return Object.fromEntries(
    Object.entries(condition).map(([name, value]) => [
      name.startsWith(`${alias}.`) ? name.slice(alias.length + 1) : name,
      value as unknown,
    ]),
  );
}

function aliasIn(em: EntityManager, meta: Meta, table: string): string {
  return / as ("[^"]+")$/.exec(table)?.[1] ?? em.getPlatform().quoteIdentifier(meta.tableName);
}

/** The statement of a builder, with what it has to return for the unit. */
export function compileEnclosed(
  query: NativeQuery,
  enclosing: Enclosing,
): ReturnType<NativeQuery['compile']> {
  const { returning } = query.options;
  query.options.returning = [...(enclosing.countOnly ? [] : (returning ?? [])), raw(enclosing.returning)];
  try {
    const { sql, params } = query.compile();
    return { sql, params: [...params] };
  } finally {
    if (returning) query.options.returning = returning;
    else delete query.options.returning;
  }
}

function countOf(result: unknown): number {
  if (Array.isArray(result)) return result.length;
  return (result as { affectedRows?: number } | undefined)?.affectedRows ?? 0;
}

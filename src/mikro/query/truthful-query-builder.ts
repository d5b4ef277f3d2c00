import {
  type EntityManager,
  type LockMode,
  QueryBuilder as MikroQueryBuilder,
  type QueryFlag,
} from '@mikro-orm/postgresql';
import {
  type BulkCall,
  compileEnclosed,
  type EnclosableBuilder,
  executeInStep,
  isWrite,
} from '../bulk/enclosed-builder.ts';
import { enclosingConnection } from '../bulk/enclosing-connection.ts';
import { flushBeforeWrite } from '../bulk/flush-before-write.ts';
import { type Enclosing } from '../bulk/run-bulk.ts';
import { requireTransactionFor } from '../lock/require-transaction.ts';
import { flushBeforeQuery } from '../reads/flush-before-query.ts';
import { settle } from '../reads/settle.ts';
import { type BuiltQuery, growVersion } from './grow-version.ts';

/** What MikroORM's builder has besides its types. */
interface BuilderParts {
  em: EntityManager;
  context: unknown;
  readonly type?: string;
  readonly state: {
    readonly flushMode?: string;
    readonly lockMode?: LockMode;
    readonly returning?: readonly string[];
  };
  readonly mainAlias: { readonly meta?: never; readonly aliasName: string };
  readonly helper: { mapper(field: string, type: string): unknown };
  clone(...args: any[]): any;
  execute(...args: any[]): Promise<any>;
  getNativeQuery(...args: any[]): any;
  getConnection(): any;
  hasFlag(flag: QueryFlag): boolean;
  getResultList(limit?: number): Promise<any>;
  toQuery(): any;
  setLockMode(mode?: LockMode, tables?: string[]): any;
  stream(options?: object): AsyncIterableIterator<any>;
}

const QueryBuilderBase = MikroQueryBuilder as unknown as new () => BuilderParts;

/** MikroORM's query builder, whose other ways to a result all lead to these. */
class TruthfulQueryBuilder extends QueryBuilderBase {
  /** Where a method of the manager writes by MikroORM's driver: on whose behalf. */
  declare bulk: BulkCall | undefined;
  /** While a statement is sent that tells the unit what it has written. */
  declare enclosing: Enclosing | undefined;

  override clone(...args: any[]): any {
    return truthfulQueryBuilder(super.clone(...args));
  }

  override getNativeQuery(...args: any[]): any {
    const query: BuiltQuery = super.getNativeQuery(...args);
    growVersion(this.mainAlias.meta, query);
    const { type = '', state } = this;
    // MikroORM leaves out what a deletion is to return.
    if (type === 'DELETE' && state.returning?.length)
      (query.options as { returning?: unknown }).returning = state.returning.map(field =>
        this.helper.mapper(field, type),
      );
    return query;
  }

  override toQuery(): any {
    return this.enclosing ? compileEnclosed(this.getNativeQuery(), this.enclosing) : super.toQuery();
  }

  override getConnection(): any {
    const connection: unknown = super.getConnection();
    return this.enclosing ? enclosingConnection(connection, this.enclosing) : connection;
  }

  override setLockMode(mode?: LockMode, tables?: string[]): any {
    enterTransaction(this);
    requireTransactionFor(this.em, mode, this.context as never);
    return super.setLockMode(mode, tables);
  }

  override async execute(...args: any[]): Promise<any> {
    await prepare(this);
    return executeInStep(this as unknown as EnclosableBuilder, () => super.execute(...args));
  }

  override getResultList(limit?: number): Promise<any> {
    return settle(this.em, () => super.getResultList(limit));
  }

  override async *stream(options?: object): AsyncIterableIterator<any> {
    await prepare(this);
    for await (const row of super.stream(options)) yield await settle(this.em, async () => row);
  }
}

/** Makes memory and rows agree before the query. */
async function prepare(builder: TruthfulQueryBuilder): Promise<void> {
  if (builder.bulk) return;
  const { flushMode, lockMode } = builder.state;
  enterTransaction(builder);
  requireTransactionFor(builder.em, lockMode, builder.context as never);
  const flush = isWrite(builder) ? flushBeforeWrite : flushBeforeQuery;
  await flush(builder.em.getContext(false), flushMode === undefined ? {} : { flushMode });
}

/** A query belongs to the transaction that it runs in, not to the one in which its builder was made. */
function enterTransaction(builder: BuilderParts): void {
  builder.context = builder.em.getContext(false).getTransactionContext();
}

/** A query builder whose queries agree with memory. */
export function truthfulQueryBuilder(builder: MikroQueryBuilder<any>): MikroQueryBuilder<any> {
  return Object.setPrototypeOf(builder, TruthfulQueryBuilder.prototype) as MikroQueryBuilder<any>;
}

/** The builder of a statement by which a method of the manager writes. */
export function writingFor(builder: MikroQueryBuilder<any>, bulk: BulkCall): MikroQueryBuilder<any> {
  return Object.assign(truthfulQueryBuilder(builder), { bulk });
}

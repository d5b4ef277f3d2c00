import { type EntityManager, type LockMode, QueryBuilder as MikroQueryBuilder } from '@mikro-orm/postgresql';
import { requireTransactionFor } from '../lock/require-transaction.ts';
import { flushBeforeQuery } from '../reads/flush-before-query.ts';
import { settle } from '../reads/settle.ts';
import { type BuiltQuery, growVersion } from './grow-version.ts';

/** What MikroORM's builder has besides its types. */
interface BuilderParts {
  em: EntityManager;
  context: unknown;
  readonly state: { readonly flushMode?: string; readonly lockMode?: LockMode };
  readonly mainAlias: { readonly meta?: never };
  clone(...args: any[]): any;
  execute(...args: any[]): Promise<any>;
  getNativeQuery(...args: any[]): any;
  getResultList(limit?: number): Promise<any>;
  setLockMode(mode?: LockMode, tables?: string[]): any;
  stream(options?: object): AsyncIterableIterator<any>;
}

const QueryBuilderBase = MikroQueryBuilder as unknown as new () => BuilderParts;

/** MikroORM's query builder, whose other ways to a result all lead to these. */
class TruthfulQueryBuilder extends QueryBuilderBase {
  override clone(...args: any[]): any {
    return truthfulQueryBuilder(super.clone(...args));
  }

  override getNativeQuery(...args: any[]): any {
    const query: BuiltQuery = super.getNativeQuery(...args);
    growVersion(this.mainAlias.meta, query);
    return query;
  }

  override setLockMode(mode?: LockMode, tables?: string[]): any {
    enterTransaction(this);
    requireTransactionFor(this.em, mode, this.context as never);
    return super.setLockMode(mode, tables);
  }

  override async execute(...args: any[]): Promise<any> {
    await prepare(this);
    return super.execute(...args);
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
async function prepare(builder: BuilderParts): Promise<void> {
  const { flushMode, lockMode } = builder.state;
  enterTransaction(builder);
  requireTransactionFor(builder.em, lockMode, builder.context as never);
  await flushBeforeQuery(builder.em.getContext(false), flushMode === undefined ? {} : { flushMode });
}

/** A query belongs to the transaction that it runs in, not to the one in which its builder was made. */
function enterTransaction(builder: BuilderParts): void {
  builder.context = builder.em.getContext(false).getTransactionContext();
}

/** A query builder whose queries agree with memory. */
export function truthfulQueryBuilder(builder: MikroQueryBuilder<any>): MikroQueryBuilder<any> {
  return Object.setPrototypeOf(builder, TruthfulQueryBuilder.prototype) as MikroQueryBuilder<any>;
}

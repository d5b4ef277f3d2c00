import { PostgreSqlConnection as MikroConnection } from '@mikro-orm/postgresql';
import { Client, type Pool, type PoolConfig } from 'pg';
import { noteStatement } from './transaction/unseen-writes.ts';
import { cancellableClient } from './wire/cancellable.ts';
import { typedError } from './wire/typed-error.ts';
import { typePoolErrors } from './wire/typed-pool.ts';
import { wireClient } from './wire/wire-client.ts';
import { Wire } from './wire/wire.ts';

interface Overrides extends PoolConfig {
  readonly Client?: typeof Client;
  readonly onPoolCreated?: (pool: Pool) => unknown;
}

/** MikroORM's PostgreSQL connection, over clients that tell the truth, and whose every statement can be observed through `wire`. */
export class PostgreSqlConnection extends MikroConnection {
  readonly wire = new Wire();

  override execute(...args: Parameters<MikroConnection['execute']>): Promise<any> {
    const [query, params, method, transaction, ...others] = args;
    const text = typeof query === 'object' && 'toRaw' in query ? query.toRaw() : query;
    noteStatement(transaction, typeof text === 'string' ? text : text.sql);
    return super.execute(text, params, method, transaction, ...others);
  }

  override createKyselyDialect(overrides: Overrides): ReturnType<MikroConnection['createKyselyDialect']> {
    const typed = (error: unknown) => typedError(error, { metadata: this.metadata, platform: this.platform });
    // pg-pool takes its client class from the options; an application's own class is the base of ours.
    const { Client: Base = Client, onPoolCreated } = overrides;
    return super.createKyselyDialect({
      ...overrides,
      Client: wireClient(cancellableClient(Base), { wire: this.wire, typed }),
      onPoolCreated: (pool: Pool) => {
        typePoolErrors(pool, typed);
        return onPoolCreated?.(pool);
      },
    } as PoolConfig);
  }
}

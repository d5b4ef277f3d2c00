import { PostgreSqlConnection as MikroConnection } from '@mikro-orm/postgresql';
import { Client, type PoolConfig } from 'pg';
import { clientThatReturns } from './lost-client.ts';
import { observedClient } from './observed-client.ts';
import { cancellableClient } from './wire/cancellable.ts';
import { Wire } from './wire.ts';

/** MikroORM's PostgreSQL connection, over clients whose every statement can be observed through `wire`. */
export class PostgreSqlConnection extends MikroConnection {
  readonly wire = new Wire();

  override createKyselyDialect(overrides: PoolConfig): ReturnType<MikroConnection['createKyselyDialect']> {
    // pg-pool takes its client class from the options; an application's own class is observed like pg's.
    const { Client: Base = Client } = overrides as { Client?: typeof Client };
    const Own = observedClient(cancellableClient(clientThatReturns(Base)), this.wire);
    return super.createKyselyDialect({ ...overrides, Client: Own } as PoolConfig);
  }
}

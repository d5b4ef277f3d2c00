import { type Configuration, type ConnectionType, PostgreSqlDriver } from '@mikro-orm/postgresql';
import { PostgreSqlConnection } from './connection.ts';

/** MikroORM's PostgreSQL driver on Selfsame's connections. */
export class DriverBase extends PostgreSqlDriver {
  protected override readonly connection: PostgreSqlConnection;
  protected override readonly replicas: PostgreSqlConnection[];

  constructor(config: Configuration) {
    super(config);
    // The connections that the base class made have not been opened; these take their place.
    this.connection = new PostgreSqlConnection(config);
    this.replicas = this.createReplicas(
      options => new PostgreSqlConnection(config, options, 'read'),
    ) as PostgreSqlConnection[];
  }

  override getConnection(type?: ConnectionType): PostgreSqlConnection {
    return super.getConnection(type) as PostgreSqlConnection;
  }
}

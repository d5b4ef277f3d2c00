import { type Configuration, type ConnectionType, PostgreSqlDriver } from '@mikro-orm/postgresql';
import { inStep, insertInStep } from './bulk/bulk-driver.ts';
import { PostgreSqlConnection } from './connection.ts';
import { mapFragments } from './computed/map-fragments.ts';
import { type Meta } from './parts/internals.ts';
import { versionAmong } from './reads/version-among.ts';
import { type Wire } from './wire/wire.ts';
import { keepTypedErrors } from './wire/typed-exceptions.ts';

/** The methods that choose columns, with what matters of their arguments. */
interface DriverParts {
  buildFields(
    meta: Meta,
    populate: any,
    joined: any,
    qb: any,
    alias: string,
    options: any,
    schema?: string,
  ): any[];
  shouldHaveColumn(meta: Meta, prop: any, populate: any, fields?: any, exclude?: any): boolean;
}

/** MikroORM's PostgreSQL driver on Selfsame's connections. Whatever is read of a row, its version is read along. */
export class DriverBase extends PostgreSqlDriver {
  protected override readonly connection: PostgreSqlConnection;
  protected override readonly replicas: PostgreSqlConnection[];

  constructor(config: Configuration) {
    super(config);
    keepTypedErrors(this.platform);
    // The connections that the base class made have not been opened; these take their place.
    this.connection = new PostgreSqlConnection(config);
    this.replicas = this.createReplicas(
      options => new PostgreSqlConnection(config, options, 'read'),
    ) as PostgreSqlConnection[];
  }

  /** What hears the statements of all connections. */
  get wires(): readonly Wire[] {
    return [this.connection, ...this.replicas].map(({ wire }) => wire);
  }

  protected override buildFields(...args: Parameters<DriverParts['buildFields']>): any[] {
    const [meta, , , , , options] = args;
    return versionAmong(meta, super.buildFields(...args), options);
  }

  protected override shouldHaveColumn(...args: Parameters<DriverParts['shouldHaveColumn']>): boolean {
    const [, { version }] = args;
    return Boolean(version) || super.shouldHaveColumn(...args);
  }

  // Where the manager writes, its unit is brought in step with the rows.
  override nativeUpdate(...args: any[]): Promise<any> {
    return (super.nativeUpdate as any).apply(inStep(this, args[3]), args);
  }

  override nativeDelete(...args: any[]): Promise<any> {
    return (super.nativeDelete as any).apply(inStep(this, args[2]), args);
  }

  override nativeInsertMany(...args: any[]): Promise<any> {
    const [type, data, options, transform] = args;
    return insertInStep(this, this.metadata.get(type), options, (driver, also) =>
      (super.nativeInsertMany as any).call(driver, type, data, options, transform ?? also),
    );
  }

  override mapDataToFieldNames(data: any, ...[stringify, properties, ...rest]: any[]): any {
    return mapFragments(data, properties, others =>
      super.mapDataToFieldNames(others as any, stringify, properties, ...(rest as [])),
    );
  }

  override getConnection(type?: ConnectionType): PostgreSqlConnection {
    return super.getConnection(type) as PostgreSqlConnection;
  }
}

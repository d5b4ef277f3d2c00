import {
  type Dictionary,
  type EntityName,
  type PostgreSqlDriver,
  type QueryBuilder,
} from '@mikro-orm/postgresql';
import { type Answer, type Data, type Meta, type WriteOptions } from '../parts/internals.ts';

/** The methods of the driver that its types call protected, as the statements of a flush need them. */
interface DriverInternals {
  getTableName(meta: Meta, options: Dictionary): string;
  getSchemaName(meta: Meta, options: Dictionary): string | undefined;
  mapDataToFieldNames(data: Data, stringify: boolean, properties: Dictionary, convert: boolean): Data;
  createQueryBuilder(
    entity: EntityName<any>,
    ctx: unknown,
    type: string,
    convert: boolean,
    log: unknown,
  ): QueryBuilder<any>;
  rethrow<T>(promise: Promise<T>): Promise<T>;
  execute(sql: string, params: unknown[], method: 'run', ctx: unknown, log: unknown): Promise<Answer>;
}

function internals(driver: PostgreSqlDriver): DriverInternals {
  return driver as unknown as DriverInternals;
}

/** The quoted name of the table of `meta`, with its schema. */
export function tableOf(driver: PostgreSqlDriver, meta: Meta, options: WriteOptions): string {
  return internals(driver).getTableName(meta, options);
}

/** A payload by column instead of property. */
export function columnsOf(driver: PostgreSqlDriver, meta: Meta, payload: Data): Data {
  return internals(driver).mapDataToFieldNames(payload, true, meta.properties, false);
}

/** Runs a statement of ours with the errors, the log and the transaction that MikroORM's have. */
export function run(
  driver: PostgreSqlDriver,
  sql: string,
  params: unknown[],
  options: WriteOptions,
): Promise<Answer> {
  const { rethrow, execute } = internals(driver);
  const { ctx, loggerContext, signal, inflightQueryAbortStrategy } = options;
  const log = { ...loggerContext, signal, inflightQueryAbortStrategy };
  return rethrow.call(driver, execute.call(driver, sql, params, 'run', ctx, log)) as Promise<Answer>;
}

/** A query builder for a write, as MikroORM's driver makes one for itself. */
export function writingBuilder(
  driver: PostgreSqlDriver,
  meta: Meta,
  options: WriteOptions,
): QueryBuilder<any> {
  const { createQueryBuilder, getSchemaName } = internals(driver);
  const builder = createQueryBuilder.call(
    driver,
    meta.class,
    options.ctx,
    'write',
    false,
    options.loggerContext,
  );
  const { signal, inflightQueryAbortStrategy } = options;
  builder.setAbortOptions({ signal, inflightQueryAbortStrategy } as never);
  return builder.withSchema(getSchemaName.call(driver, meta, options));
}

/** Runs what `builder` has built, with the errors that MikroORM's own statements have. */
export function runBuilder(driver: PostgreSqlDriver, builder: QueryBuilder<any>): Promise<Answer> {
  return internals(driver).rethrow.call(driver, builder.execute('run', false)) as Promise<Answer>;
}

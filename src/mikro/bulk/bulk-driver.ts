import { type EntityManager, type PostgreSqlDriver, type QueryBuilder } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { writingFor } from '../query/truthful-query-builder.ts';
import { type BulkCall } from './enclosed-builder.ts';
import { type BulkWrite } from './bulk-write.ts';
import { enclosed, Enclosing } from './run-bulk.ts';
import { noteBulkWrite } from './note-bulk-write.ts';
import { readMembersAgain } from './read-again.ts';

const call = Symbol('selfsame.bulk');

/** The options of a write of the manager, which tell the driver on whose behalf it is. */
export function onBehalfOf(em: EntityManager, options: Data = {}): Data {
  const bulk: BulkCall = { em, schema: (options['schema'] as string | undefined) ?? em.schema };
  return { ...options, [call]: bulk };
}

function callIn(options: object | undefined): BulkCall | undefined {
  return (options as { [call]?: BulkCall } | undefined)?.[call];
}

interface DriverParts {
  createQueryBuilder(...args: unknown[]): QueryBuilder<any>;
  execute(sql: string, params: unknown[], method: 'run', ...rest: unknown[]): Promise<any>;
}

/** `driver`, of which the statements bring the unit in step that `options` are from. */
export function inStep<D extends PostgreSqlDriver>(driver: D, options: object | undefined): D {
  const bulk = callIn(options);
  if (!bulk) return driver;
  const parts = driver as unknown as DriverParts;
  const createQueryBuilder = (...args: unknown[]) =>
    writingFor(parts.createQueryBuilder.apply(driver, args), bulk);
  return Object.create(driver, { createQueryBuilder: { value: createQueryBuilder } }) as D;
}

type InsertMany = (driver: PostgreSqlDriver, transform?: (sql: string) => string) => Promise<any>;

/** Inserts rows by `insert`, which MikroORM does without a builder. */
export async function insertInStep(
  driver: PostgreSqlDriver,
  meta: Meta,
  options: object | undefined,
  insert: InsertMany,
): Promise<any> {
  const bulk = callIn(options);
  if (!bulk) return insert(driver);
  const write: BulkWrite = {
    ...bulk,
    meta,
    kind: 'insert',
    countOnly: false,
    condition: {},
    columns: undefined,
    alias: driver.getPlatform().quoteIdentifier(meta.tableName),
  };
  const inside = enclosed(write);
  if (!inside) {
    const result = await insert(driver);
    await readMembersAgain(bulk.em, meta);
    noteBulkWrite({ em: bulk.em, meta, kind: 'insert', count: Number(result.affectedRows), objects: [] });
    return result;
  }
  const enclosing = new Enclosing(write, inside);
  const parts = driver as unknown as DriverParts;
  const execute = (sql: string, params: unknown[], method: 'run', ...rest: unknown[]) =>
    enclosing.send(driver.getPlatform().formatQuery(sql, params), method, text =>
      (parts.execute as (...args: unknown[]) => Promise<Data[]>).call(driver, text, [], 'all', ...rest),
    );
  const result: unknown = await insert(Object.create(driver, { execute: { value: execute } }), sql =>
    alsoReturning(sql, enclosing.returning),
  );
  await enclosing.settle();
  return result;
}

/** The values of an insert are parameters, so what it ends with are the names that it returns. */
function alsoReturning(sql: string, columns: string): string {
  return / returning "[^()?]*$/.test(sql) ? `${sql}, ${columns}` : `${sql} returning ${columns}`;
}

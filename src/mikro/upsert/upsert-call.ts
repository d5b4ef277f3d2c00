import {
  type Dictionary,
  type EntityManager,
  type EntityProperty,
  type Platform,
  type Transaction,
} from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { type ConflictTarget } from './conflict-target.ts';

/** The options of `em.upsert` and `em.upsertMany`, without the generics that say what a caller may name. */
export interface UpsertOptions extends Dictionary {
  readonly onConflictFields?:
    | readonly string[]
    | { readonly sql: string; readonly params: readonly unknown[] };
  readonly onConflictAction?: 'ignore' | 'merge';
  readonly onConflictMergeFields?: readonly string[];
  readonly onConflictExcludeFields?: readonly string[];
  readonly onConflictWhere?: Data;
  readonly batchSize?: number;
  readonly schema?: string;
  readonly ctx?: Transaction;
}

/** One call of `em.upsert` or `em.upsertMany`. */
export interface UpsertCall {
  readonly em: EntityManager;
  readonly meta: Meta;
  readonly options: UpsertOptions;
  /** The unique index that decides, where it is not for the options and the data to say. */
  readonly target?: ConflictTarget;
  /** Whether an object that was given is for a new row alone. */
  readonly creates?: boolean;
}

/** The methods of the driver that its types call protected, as an upsert needs them. */
interface DriverInternals {
  readonly platform: Platform;
  getTableName(meta: Meta, options: Dictionary): string;
  mapDataToFieldNames(data: Data, stringify: boolean, properties: Dictionary, convert: boolean): Data;
  mapResult(row: Data, meta: Meta): Data;
  renderPartialIndexWhere(entity: unknown, where: unknown): string;
  evaluateFormula(formula: unknown, columns: unknown, table: unknown): string;
  createFormulaTable(alias: string, meta: Meta, schema: string | undefined): unknown;
  extractManyToMany(meta: Meta, data: Data): Dictionary<unknown[]>;
  processManyToMany(
    meta: Meta,
    key: unknown[],
    items: Dictionary,
    clear: boolean,
    options: Dictionary,
  ): Promise<void>;
  rethrow<T>(promise: Promise<T>): Promise<T>;
  execute(sql: string, params: unknown[], method: 'all', ctx: unknown, log: unknown): Promise<Data[]>;
}

export function driverOf(em: EntityManager): DriverInternals {
  return em.getDriver() as unknown as DriverInternals;
}

/** Runs a statement of an upsert in the transaction of its options, with the errors and the log that MikroORM's have. */
export function run({ em, options }: UpsertCall, sql: string, params: unknown[]): Promise<Data[]> {
  const driver = driverOf(em);
  const { signal, inflightQueryAbortStrategy, loggerContext } = options;
  const log = { ...loggerContext, signal, inflightQueryAbortStrategy };
  return driver.rethrow(driver.execute(sql, params, 'all', options.ctx, log));
}

/** The properties whose columns are in the table of `meta` itself. */
export function tableProps(meta: Meta): readonly EntityProperty[] {
  if (meta.inheritanceType !== 'tpt')
    return meta.root.inheritanceType === 'sti' ? meta.root.props : meta.props;
  return [...new Set([...meta.getPrimaryProps(), ...(meta.ownProps ?? meta.props)])];
}

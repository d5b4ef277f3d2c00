import { type EntityManager, type EntityName, type Transaction } from '@mikro-orm/postgresql';
import { LockOptionError } from '../../errors/lock-errors.ts';
import { TransactionRequiredError } from '../../errors/transaction-required-error.ts';
import { type Meta } from '../parts/internals.ts';
import { beforeSnapshot } from '../wire/before-snapshot.ts';
import { inLockSavepoint } from './in-lock-savepoint.ts';
import { type LockWait, requireWait, timeoutOf } from './lock-options.ts';
import { requireTableLockMode, type TableLockMode } from './table-lock-mode.ts';

export interface TableLockOptions {
  /** Whether to wait for others: true unless told, false for not at all, or milliseconds. */
  readonly wait?: LockWait;
}

/** `em.lockTable`: locks every table that has a part of a row of the class, the base class's first. */
export async function lockTable(
  em: EntityManager,
  type: EntityName<any>,
  mode: TableLockMode,
  { wait = true }: TableLockOptions = {},
): Promise<void> {
  requireTableLockMode(mode);
  requireWait(wait);
  const meta: Meta = em.getMetadata().get(type);
  const tables = tablesOf(em, meta);
  const ctx = em.getTransactionContext();
  if (!ctx) throw new TransactionRequiredError('em.lockTable');

  const lock = `lock table ${tables.join(', ')} in ${mode} mode`;
  await beforeSnapshot(`the table of ${meta.className}`, async () => {
    if (wait === true) await run(em, lock, ctx);
    else if (wait === false) await inLockSavepoint(em, trx => run(em, `${lock} nowait`, trx));
    else await inLockSavepoint(em, trx => within(em, wait, lock, trx));
  });
}

/** Waits as long as it is told, and puts back what the application has set. None of the statements takes a snapshot. */
async function within(em: EntityManager, wait: number, lock: string, trx: Transaction): Promise<void> {
  const [{ lock_timeout: set } = { lock_timeout: '0' }] = await run(em, 'show lock_timeout', trx);
  const timeout = (value: string) => `set local lock_timeout = '${value}'`;
  await run(em, `${timeout(timeoutOf(wait))}; ${lock}; ${timeout(set)}`, trx);
}

function run(em: EntityManager, sql: string, trx: Transaction): Promise<{ lock_timeout: string }[]> {
  return em.getConnection('write').execute(sql, [], 'all', trx);
}

function tablesOf(em: EntityManager, meta: Meta): string[] {
  const { getTableName } = em.getDriver() as unknown as {
    getTableName(meta: Meta, options: object): string;
  };
  const tables: string[] = [];
  for (let at: Meta | undefined = meta; at; at = at.tptParent) {
    const named = at.inheritanceType === 'sti' ? at.root : at;
    if (named.virtual || named.embeddable || !named.tableName)
      throw new LockOptionError('class', `${meta.className} has no table.`);
    tables.unshift(getTableName.call(em.getDriver(), named, { schema: em.schema }));
  }
  return tables;
}

import { type EntityManager, type Transaction } from '@mikro-orm/postgresql';
import { LockTimeoutError } from '../../errors/database/lock-timeout-error.ts';
import { LateLockError } from '../../errors/lock-errors.ts';
import { TransactionRequiredError } from '../../errors/transaction-required-error.ts';
import { inLockSavepoint } from './in-lock-savepoint.ts';
import { type LockKey, lockKeyText } from './lock-key-text.ts';
import { type LockWait, requireWait, timeoutOf } from './lock-options.ts';

export interface KeyLockOptions {
  /** Whether others may share it. */
  readonly shared?: boolean;
  /** Whether to wait for others: true unless told, false for not at all, or milliseconds. */
  readonly wait?: LockWait;
}

interface Answer {
  readonly isolation: string;
  readonly locked: boolean | null;
}

/** `em.lockKey`: an advisory lock that the transaction gives back when it ends, on the transaction's own connection. */
export async function lockKey(
  em: EntityManager,
  key: LockKey,
  { shared = false, wait = true }: KeyLockOptions = {},
): Promise<void> {
  const text = lockKeyText(key);
  requireWait(wait);
  const ctx = em.getTransactionContext();
  if (!ctx) throw new TransactionRequiredError('em.lockKey');

  const statement = typeof wait === 'number' ? timed : plain;
  const sql = statement(lockFunction(shared, wait));
  const params = typeof wait === 'number' ? [timeoutOf(wait), text] : [text];
  const take = (trx: Transaction) => em.getConnection('write').execute<Answer[]>(sql, params, 'all', trx);
  const [answer] = await (typeof wait === 'number' ? inLockSavepoint(em, take) : take(ctx));
  if (answer?.isolation === 'repeatable read')
    throw new LateLockError(
      `the key ${text}`,
      answer.isolation,
      'The lock is taken by a query, and that takes the snapshot before it waits. Use read committed, or serializable, ' +
        'where PostgreSQL refuses what would be wrong.',
    );
  if (answer?.locked === false) throw notToBeHad();
}

function lockFunction(shared: boolean, wait: LockWait): string {
  return `pg_${wait === false ? 'try_' : ''}advisory_xact_lock${shared ? '_shared' : ''}`;
}

const level = `current_setting('transaction_isolation')`;

/** One round trip, whatever the level is: where the lock would be of no use, it is not taken. The lock of a function that waits is void. */
function plain(lock: string): string {
  return `select ${level} as isolation, case when ${level} <> 'repeatable read' then ${call(lock)} end as locked`;
}

/** PostgreSQL computes what is selected from left to right, and looks at lock_timeout when it begins to wait. */
function timed(lock: string): string {
  return (
    `select ${level} as isolation, set_config('lock_timeout', ?, true), ` +
    `case when ${level} <> 'repeatable read' then ${call(lock)} end as locked, set_config('lock_timeout', was, true) ` +
    `from (select current_setting('lock_timeout') as was offset 0) as setting`
  );
}

/** Sixty-four bits of the key's text, whatever the collation is. */
function call(lock: string): string {
  return `${lock}(hashtextextended(? collate "C", 0))`;
}

/** As when PostgreSQL says so, but the transaction goes on: nothing in it has failed. */
function notToBeHad(): LockTimeoutError {
  const message = 'another transaction holds the advisory lock';
  return new LockTimeoutError(Object.assign(new Error(message), { code: '55P03' }));
}

import { DriverException, type MetadataStorage, type Platform } from '@mikro-orm/postgresql';
import { type DatabaseError } from 'pg';
import { BrokenTransactionError } from '../../errors/database/broken-transaction-error.ts';
import { CheckViolationError } from '../../errors/database/check-violation-error.ts';
import { ConnectionLostError } from '../../errors/database/connection-lost-error.ts';
import { DeadlockError } from '../../errors/database/deadlock-error.ts';
import { ExclusionViolationError } from '../../errors/database/exclusion-violation-error.ts';
import { ForeignKeyViolationError } from '../../errors/database/foreign-key-violation-error.ts';
import { LockTimeoutError } from '../../errors/database/lock-timeout-error.ts';
import { NotNullViolationError } from '../../errors/database/not-null-violation-error.ts';
import { PoolExhaustedError } from '../../errors/database/pool-exhausted-error.ts';
import { QueryCanceledError } from '../../errors/database/query-canceled-error.ts';
import { ReadOnlyError } from '../../errors/database/read-only-error.ts';
import { SerializationFailureError } from '../../errors/database/serialization-failure-error.ts';
import { StatementTimeoutError } from '../../errors/database/statement-timeout-error.ts';
import { UniqueViolationError } from '../../errors/database/unique-violation-error.ts';
import { type Violation } from '../../errors/database/violation.ts';
import { isLostConnection, sqlStateOf } from './lost-connection.ts';
import { violationOf } from './violation-of.ts';

const violations: Readonly<Record<string, new (cause: Error, violation: Violation) => DriverException>> = {
  23001: ForeignKeyViolationError,
  23502: NotNullViolationError,
  23503: ForeignKeyViolationError,
  23505: UniqueViolationError,
  23514: CheckViolationError,
  '23P01': ExclusionViolationError,
};

const others: Readonly<Record<string, new (cause: Error) => DriverException>> = {
  '25006': ReadOnlyError,
  '25P02': BrokenTransactionError,
  '40001': SerializationFailureError,
  '40P01': DeadlockError,
  '53300': PoolExhaustedError,
  '55P03': LockTimeoutError,
};

/** What an error is said with: the entities, and MikroORM's converter for what has no class of ours. */
export interface Typing {
  readonly metadata: MetadataStorage | undefined;
  readonly platform: Platform;
}

/** The one typed error for an error of pg or pg-pool; what does not come from the database is returned as it is. */
export function typedError(error: unknown, typing: Typing): unknown {
  if (!(error instanceof Error) || error instanceof DriverException) return error;
  const state = sqlStateOf(error);
  if (isLostConnection(error)) return new ConnectionLostError(error, state);
  if (error.message === 'timeout exceeded when trying to connect') return new PoolExhaustedError(error);
  if (state === undefined) return error;

  const Violated = violations[state];
  if (Violated) return new Violated(error, violationOf(error as DatabaseError, typing));
  const Other = state === '57014' ? whyCanceled(error) : others[state];
  return Other ? new Other(error) : asMikroSays(error, state, typing);
}

/** One SQLSTATE for both; a server that speaks another language than English is believed to have been asked. */
function whyCanceled({ message }: Error): new (cause: Error) => DriverException {
  return message.includes('statement timeout') ? StatementTimeoutError : QueryCanceledError;
}

function asMikroSays(error: Error, sqlState: string, { platform }: Typing): DriverException {
  const converted = platform.getExceptionConverter().convertException(error as never);
  Object.defineProperty(converted, 'cause', { value: error, configurable: true, writable: true });
  return Object.assign(converted, { sqlState });
}

// Everything that MikroORM's PostgreSQL package offers; the names listed below take the place of its own.
export * from '@mikro-orm/postgresql';
export { UnadoptableEntityError, UnadoptableRowError } from './errors/adopt-errors.ts';
export { AtomicOptionsError, OperationTimeoutError } from './errors/atomic-errors.ts';
export {
  BypassedError,
  MikroShapeError,
  MikroVersionError,
  RelationTypeError,
  VersionColumnError,
} from './errors/boot-errors.ts';
export {
  type Conflict,
  ConflictError,
  type ConflictKind,
  type FieldConflict,
} from './errors/conflict-error.ts';
export { DetachedObjectError } from './errors/detached-object-error.ts';
export { ForeignObjectError } from './errors/foreign-object-error.ts';
export { GlobalManagerError } from './errors/global-manager-error.ts';
export { type RowNotLocked, RowNotLockedError } from './errors/row-not-locked-error.ts';
export { SecondObjectError } from './errors/second-object-error.ts';
export { SelfsameError } from './errors/selfsame-error.ts';
export { ObjectInTransactionError, WeakerTransactionError } from './errors/transaction-errors.ts';
export { TransactionRequiredError } from './errors/transaction-required-error.ts';
export { KeylessUpsertError, UpsertUnsettledError } from './errors/upsert-errors.ts';
export { EntityManager } from './manager.ts';
export { PostgreSqlConnection } from './mikro/connection.ts';
export { type CommandTag, type Statement } from './mikro/wire.ts';
export { type AtomicOptions, type Backoff, type Isolation } from './operation/atomic-options.ts';
export { defineConfig, MikroORM, type Options, PostgreSqlDriver } from './orm.ts';

// Everything that MikroORM's PostgreSQL package offers; the names listed below take the place of its own.
export * from '@mikro-orm/postgresql';
export { type RefreshAllOptions, type Refreshed } from './coherence/refresh-all.ts';
export { StaleObjects } from './coherence/stale-objects.ts';
export { UnadoptableEntityError, UnadoptableRowError } from './errors/adopt-errors.ts';
export { AtomicOptionsError, OperationTimeoutError } from './errors/atomic-errors.ts';
export {
  BypassedError,
  MikroShapeError,
  MikroVersionError,
  RelationTypeError,
  VersionColumnError,
} from './errors/boot-errors.ts';
export { BulkWriteError } from './errors/bulk-errors.ts';
export { CommitUnknownError } from './errors/commit-unknown-error.ts';
export { CollectionItemError } from './errors/collection-item-error.ts';
export {
  type DatabaseFinding,
  DatabaseMismatchError,
  type FindingKind,
  findingText,
} from './errors/database-mismatch-error.ts';
export { BrokenTransactionError } from './errors/database/broken-transaction-error.ts';
export { CheckViolationError } from './errors/database/check-violation-error.ts';
export { ConnectionLostError } from './errors/database/connection-lost-error.ts';
export { DeadlockError } from './errors/database/deadlock-error.ts';
export { ExclusionViolationError } from './errors/database/exclusion-violation-error.ts';
export { ForeignKeyViolationError } from './errors/database/foreign-key-violation-error.ts';
export { LockTimeoutError } from './errors/database/lock-timeout-error.ts';
export { NotNullViolationError } from './errors/database/not-null-violation-error.ts';
export { PoolExhaustedError } from './errors/database/pool-exhausted-error.ts';
export { QueryCanceledError } from './errors/database/query-canceled-error.ts';
export { ReadOnlyError } from './errors/database/read-only-error.ts';
export { SerializationFailureError } from './errors/database/serialization-failure-error.ts';
export { StatementTimeoutError } from './errors/database/statement-timeout-error.ts';
export { UniqueViolationError } from './errors/database/unique-violation-error.ts';
export {
  ChangeReport,
  type CollectionChange,
  type DeletedRow,
  type FieldChange,
  type UpdatedRow,
} from './coherence/change-report.ts';
export {
  type ChangesJson,
  type CollectionJson,
  type CreatedJson,
  type RowJson,
  type UpdatedJson,
} from './coherence/changes-json.ts';
export { type Observed } from './coherence/observe.ts';
export { type Violation } from './errors/database/violation.ts';
export {
  type Conflict,
  ConflictError,
  type ConflictKind,
  type FieldConflict,
} from './errors/conflict-error.ts';
export { DetachedObjectError } from './errors/detached-object-error.ts';
export { ExpressionError, ForeignGuardError, UnflushedExpressionError } from './errors/expression-errors.ts';
export { ForeignObjectError } from './errors/foreign-object-error.ts';
export { GlobalManagerError } from './errors/global-manager-error.ts';
export {
  ClosedSetError,
  LiveSetOptionError,
  UndecidableConditionError,
  UnsettledSetError,
} from './errors/live-set-errors.ts';
export { LateLockError, LockOptionError } from './errors/lock-errors.ts';
export { type Outcome, outcomeOf } from './errors/outcome-of.ts';
export { RefreshStrategyError } from './errors/refresh-errors.ts';
export { RolledBackError } from './errors/rolled-back-error.ts';
export { InvalidInputError, type InputIssue, UnnamedOperationError } from './errors/operation-errors.ts';
export { NoOutboxError, RelayOptionError, UnstorableEventError } from './errors/outbox-errors.ts';
export { type RowNotLocked, RowNotLockedError } from './errors/row-not-locked-error.ts';
export { SecondObjectError } from './errors/second-object-error.ts';
export { SelfsameError } from './errors/selfsame-error.ts';
export { ObjectInTransactionError, WeakerTransactionError } from './errors/transaction-errors.ts';
export { TransactionRequiredError } from './errors/transaction-required-error.ts';
export {
  DeferrableKeyError,
  InvalidKeyIndexError,
  KeyCollationError,
  KeyValueError,
  NullInKeyError,
  PartialKeyError,
  UnindexedLookupError,
  UnseenRowError,
} from './errors/unique-key-errors.ts';
export { KeylessUpsertError, UpsertUnsettledError } from './errors/upsert-errors.ts';
export { type LiveSetChange } from './coherence/live-set/changes.ts';
export { type LiveSet } from './coherence/live-set/live-set.ts';
export { type LiveSetOptions } from './coherence/live-set/options.ts';
export { type Changes, type UpdateRowOptions } from './expression/changes.ts';
export { concat } from './expression/concat.ts';
export { type CopyOf, copyOf } from './expression/copy-of.ts';
export { decrement } from './expression/decrement.ts';
export { greatest } from './expression/greatest.ts';
export { type IfNull, increment } from './expression/increment.ts';
export { least } from './expression/least.ts';
export { now } from './expression/now.ts';
export { toggle } from './expression/toggle.ts';
export { EntityManager } from './manager.ts';
export { type Many, type ManyOptions, type ManyProgress } from './mikro/create/get-or-create-many.ts';
export { UniqueAttemptsError, UniqueOptionsError } from './errors/unique-errors.ts';
export { type CreateUniqueOptions, type Generate } from './mikro/create/create-unique.ts';
export { checkDatabase } from './mikro/doctor/check-database.ts';
export { type KeyLockOptions } from './mikro/lock/lock-key.ts';
export { type RefreshStrategy } from './mikro/reads/refresh-rows.ts';
export { type LockKey, type LockKeyPart } from './mikro/lock/lock-key-text.ts';
export { type LockWait } from './mikro/lock/lock-options.ts';
export { type TableLockOptions } from './mikro/lock/lock-table.ts';
export { type TableLockMode } from './mikro/lock/table-lock-mode.ts';
export { PostgreSqlConnection } from './mikro/connection.ts';
export { type CommandTag, type Statement } from './mikro/wire/wire.ts';
export {
  type AtomicOptions,
  type Backoff,
  type Isolation,
  type OperationLock,
} from './operation/atomic-options.ts';
export { type Operation, operation, type OperationOptions } from './operation/operation.ts';
export { type Deliver, deliverEvents, type PublishedEvent } from './operation/outbox/deliver-events.ts';
export { type Json } from './operation/outbox/json.ts';
export { OutboxEvent } from './operation/outbox/outbox-event.ts';
export { type DomainEvent } from './operation/outbox/publish.ts';
export { type Relay, relayEvents } from './operation/outbox/relay-events.ts';
export { type DeliveryOptions, type RelayOptions } from './operation/outbox/relay-options.ts';
export { type StandardSchema } from './operation/standard-schema.ts';
export { defineConfig, MikroORM, type Options, PostgreSqlDriver } from './orm.ts';

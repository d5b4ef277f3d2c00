import {
  type DeleteOptions,
  type EntityData,
  type EntityName,
  type FilterQuery,
  type FindOneOptions,
  type FromEntityType,
  type LockMode,
  type LockOptions,
  type MergeLoaded,
  type PostgreSqlDriver,
  type Primary,
  type RawQueryFragment,
  type Reference,
  type UpdateOptions,
} from '@mikro-orm/postgresql';
import { observe, type Observed } from './coherence/observe.ts';
import { refreshAll, type RefreshAllOptions, type Refreshed } from './coherence/refresh-all.ts';
import { stale } from './coherence/stale.ts';
import { type StaleObjects } from './coherence/stale-objects.ts';
import { type Changes, type UpdateRowOptions } from './expression/changes.ts';
import { updateRow } from './expression/update-row.ts';
import { type LiveSet } from './coherence/live-set/live-set.ts';
import { openLiveSet } from './coherence/live-set/open-live-set.ts';
import { type LiveSetOptions } from './coherence/live-set/options.ts';
import { adoptRows, type RowSource } from './mikro/adopt/adopt-rows.ts';
import { deleteWhere, updateWhere } from './mikro/bulk/update-where.ts';
import { type Defaults, getOrCreate, type Key } from './mikro/create/get-or-create.ts';
import {
  getOrCreateMany,
  type Many,
  type ManyCall,
  type ManyOptions,
} from './mikro/create/get-or-create-many.ts';
import { updateOrCreate } from './mikro/create/update-or-create.ts';
import { createUnique, type CreateUniqueOptions, type Generate } from './mikro/create/create-unique.ts';
import { lockKey, type KeyLockOptions } from './mikro/lock/lock-key.ts';
import { type LockKey } from './mikro/lock/lock-key-text.ts';
import { lockTable, type TableLockOptions } from './mikro/lock/lock-table.ts';
import { touch } from './mikro/lock/touch.ts';
import { type TableLockMode } from './mikro/lock/table-lock-mode.ts';
import { afterCommit } from './mikro/transaction/after-commit.ts';
import { ManagerBase } from './mikro/truthful-manager.ts';
import { atomic } from './operation/atomic.ts';
import { type AtomicOptions } from './operation/atomic-options.ts';
import { type DomainEvent, publish } from './operation/outbox/publish.ts';
import { requireUnit } from './unit/require-unit.ts';

/**
 * The manager of one unit of work: in it, one row is one object. Has everything that MikroORM's has.
 *
 * Forks of `orm.em` are units; `orm.unit` opens one and makes it ambient.
 *
 * @throws GlobalManagerError when the global manager is used outside a unit
 */
export class EntityManager<Driver extends PostgreSqlDriver = PostgreSqlDriver> extends ManagerBase<Driver> {
  /** @internal */
  override getContext(validate = true): this {
    const em = super.getContext(false);
    if (validate) requireUnit(em);
    return em;
  }

  /**
   * Runs `body` in a transaction, and again when the server rolled it back because of others; returns what `body` returns.
   *
   * Repeated is what PostgreSQL reports as rolled back: a serialization failure, a deadlock, a connection lost before its COMMIT
   * was sent; never an error of `body`, and never what may have been stored. Before each attempt memory is what it was before the
   * first one, and what the unit had loaded is read again in the new snapshot, one query per class: objects that are held
   * outside stay right. So `body` may run more than once, and should touch nothing but the database. Inside another transaction
   * it is a savepoint of that, which alone is repeated. Success is reported only for a COMMIT that is certain.
   *
   * @example
   * await em.atomic(
   *   async em => {
   *     const film = await em.findOneOrFail(Film, { title: 'Alien' });
   *     film.runningTime = (film.runningTime ?? 0) + 1;
   *   },
   *   { isolation: 'serializable', attempts: 10 },
   * );
   * // start transaction isolation level serializable
   * // select … from "film" … where … = 'Alien' limit 1
   * // update "film" set … where …
   * // commit
   *
   * @throws AtomicOptionsError for options that mean nothing, before any statement
   * @throws WeakerTransactionError when the transaction around has a weaker isolation level than was asked for
   * @throws OperationTimeoutError when it took longer than `timeout` milliseconds, and the reason of `signal` when that is aborted
   * @throws SerializationFailureError, DeadlockError after the last attempt
   * @throws CommitUnknownError when the connection was lost at COMMIT and nobody could say whether it is stored
   */
  atomic<T>(body: (em: this) => T | Promise<T>, options?: AtomicOptions): Promise<T> {
    return atomic(this.getContext(false), body, options);
  }

  /**
   * Returns the object of the row that `key` names and false, or creates it from `key` and `defaults` and returns it and true.
   *
   * Callers may race: the unique index lets one of them create the row, and every caller gets that row, as the one object that
   * its unit has for it; exactly one is told that it was created. A row that exists is never changed. What is loaded or
   * pending in the unit is found without a statement; a row that exists is read with one, and takes no value of a sequence; a
   * new one takes two. `defaults` may be a function, which is called only then. An object is created as by `em.create` and
   * stored at once, without the rest of the unit, except when its class or what it refers to is pending, or it has members of
   * collections: those are stored with it, in one transaction. At REPEATABLE READ and SERIALIZABLE a row that others have committed since the snapshot is a
   * serialization failure, which `em.atomic` repeats.
   *
   * @example
   * const [eve, created] = await em.getOrCreate(Customer, { email: 'eve@example.com' }, { name: 'Eve' });
   * // select … from "customer" … where … = 'eve@example.com' limit 1
   * // insert into "customer" … on conflict ("email") do nothing returning …
   *
   * @throws UnindexedLookupError, PartialKeyError, DeferrableKeyError, InvalidKeyIndexError, KeyCollationError, NullInKeyError
   * when the database does not guarantee that the key names one row, and KeyValueError when it is no key: before any work
   * @throws CollectionItemError, ForeignObjectError for what can be no member of a collection among `defaults`, before any statement
   * @throws SerializationFailureError when the row is newer than the snapshot, UnseenRowError when it cannot be read
   */
  getOrCreate<E extends object>(
    type: EntityName<E>,
    key: Key<NoInfer<E>>,
    defaults?: Defaults<NoInfer<E>>,
  ): Promise<[object: E, created: boolean]> {
    return getOrCreate(this.getContext(), type, key, defaults);
  }

  /**
   * Returns the objects of the rows that `rows` name by the fields of `key`, creating those that do not exist.
   *
   * Results are in the order of `rows`, equal keys give one object, and `created` has those that this call created. Callers may
   * race: every one gets the same rows, each of which is created by one of them. Everybody inserts in the order of the keys,
   * so callers with overlapping keys wait for each other instead of deadlocking. A batch of rows takes one statement when all
   * exist, two when some do not, and a third when others create some meanwhile. Without a transaction each batch is stored by
   * itself. With `adopt: false` the results are primary keys and the unit keeps no objects, for any number of rows.
   *
   * @example
   * const names = [{ name: 'Ridley Scott' }, { name: 'James Cameron' }, { name: 'RIDLEY SCOTT' }];
   * const { rows, created } = await em.getOrCreateMany(Director, names, { key: ['name'] });
   * console.assert(rows[0] === rows[2] && created.size <= 2);
   *
   * @throws UnindexedLookupError and the other errors of `getOrCreate`
   */
  getOrCreateMany<E extends object>(
    type: EntityName<E>,
    rows: readonly EntityData<NoInfer<E>>[],
    options: ManyOptions<NoInfer<E>> & { readonly adopt: false },
  ): Promise<Many<Primary<E>>>;
  getOrCreateMany<E extends object>(
    type: EntityName<E>,
    rows: readonly EntityData<NoInfer<E>>[],
    options: ManyOptions<NoInfer<E>> & { readonly adopt?: true | undefined },
  ): Promise<Many<E>>;
  getOrCreateMany<E extends object>(...given: ManyCall<E>): Promise<Many<E> | Many<Primary<E>>> {
    return getOrCreateMany(this.getContext(), ...given);
  }

  /**
   * Makes `changes` to the row that `key` names, or creates it from `key`, `changes` and `forNew`; returns its object and whether
   * it was created.
   *
   * Callers may race: they create one row between them, one of them is told so, and the changes of all are made, one after the
   * other. The row is locked before it is changed, so that what others changed of it is neither lost nor a conflict; edits that
   * the unit made before on a row that is newer by now are one. A row that is that already is not written. Runs in a
   * transaction of its own when none is open, which stores what is pending in the unit as well; an object that is pending
   * itself is changed in memory and stays pending.
   *
   * `changes` may hold expressions: of a row that exists the one UPDATE computes them from what is stored, so no increment is
   * lost; of a new one the INSERT does, from what `forNew` gives, or else from the declared default. Either way it is two
   * statements, a SELECT and that one.
   *
   * @example
   * const key = { title: 'Alien', releasedOn: '1979-05-25' };
   * const [film, created] = await em.updateOrCreate(Film, key, { runningTime: 116 }, { rating: 'R' });
   * // begin
   * // select … from "film" … limit 1 for update
   * // update "film" set "running_time" = 116, …
   * // commit
   *
   * @throws UnindexedLookupError and the other errors of `getOrCreate`
   * @throws ExpressionError for an expression that means nothing for its property, or that a new row has nothing to compute from,
   * before any statement; when `forNew` is a function, the latter before the INSERT
   * @throws ConflictError when the unit has edits of an older version of the row
   */
  updateOrCreate<E extends object>(
    type: EntityName<E>,
    key: Key<NoInfer<E>>,
    changes: EntityData<NoInfer<E>> | Changes<NoInfer<E>>,
    forNew?: Defaults<NoInfer<E>>,
  ): Promise<[object: E, created: boolean]> {
    return updateOrCreate(this.getContext(), type, key, { changes, forNew });
  }

  /**
   * Calls `handler` once the transaction that is open has committed, and never when it is rolled back.
   *
   * Exact for savepoints and for the attempts of `em.atomic`: what was registered in one that was rolled back is not called.
   * Handlers run one after the other in the order in which they were registered, when the unit has everything that was
   * committed. One that fails undoes nothing and stops no other: its error becomes a warning of the process. Outside a
   * transaction the handler is called after the flush of what is pending, or soon when nothing is.
   *
   * @example
   * await em.transactional(async em => {
   *   const film = await em.findOneOrFail(Film, { title: 'Alien' });
   *   em.afterCommit(() => console.log(`${film.title} has a new running time.`));
   *   film.runningTime = 116;
   * });
   * // begin
   * // select … from "film" … where … = 'Alien' limit 1
   * // update "film" set … where …
   * // commit
   */
  afterCommit(handler: () => unknown): void {
    afterCommit(this.getContext(false), handler);
  }

  /**
   * Runs `body`, and reports what of the stored rows has changed meanwhile: against the beginning, as it is at the end.
   *
   * Told are the rows that the unit has created, updated and deleted, field by field, what has entered and left the collections
   * that are loaded, and every statement; a field that is as it was before is not told of. What is not flushed has not changed,
   * nor what a rollback, a flush that failed or an attempt of `em.atomic` has undone; in a transaction it is what that holds. What
   * others have changed is told of when the unit has read it, with `seen`. The version is a field like others. Rows that were
   * written and have no object in the unit are counted. `changes.toJSON()` is what a page needs to follow. When `body` fails so
   * does `observe`, with the same error. It costs in proportion to what the unit touches, and no statement.
   *
   * @example
   * const film = await em.findOneOrFail(Film, { title: 'Alien' });
   * const { result, changes } = await em.observe(async em => {
   *   film.runningTime = 116;
   *   await em.flush();
   *   return film.version;
   * });
   * console.assert(result === 2 && changes.updated[0]?.fields['runningTime']?.to === 116);
   * // select … from "film" … limit 1
   * // begin
   * // update "film" set … where …
   * // commit
   */
  observe<T>(body: (em: this) => T | Promise<T>): Promise<Observed<T>> {
    return observe(this.getContext(), body);
  }

  /**
   * Reads the row of an object again. Null when it is gone.
   *
   * An object without edits is its row afterwards. Edits stay, and so does the base that they were made on: what others
   * committed meanwhile comes out as a conflict when they are flushed. With `discardEdits` the row takes their place. An
   * object whose row is gone leaves the unit, unless it has edits that the flush has to refuse.
   *
   * @example
   * const film = await em.findOneOrFail(Film, { title: 'Alien' });
   * film.runningTime = 1;
   * await em.refresh(film, { discardEdits: true });
   * console.assert(film.runningTime === 117);
   * // select … from "film" … where … = 'Alien' limit 1
   * // select … from "film" … where … in (1)
   *
   * @throws TransactionRequiredError when `lockMode` locks rows and no transaction is open, before any statement
   */
  override refresh<
    E extends object,
    Naked extends FromEntityType<E> = FromEntityType<E>,
    Hint extends string = never,
    Fields extends string = never,
    Excludes extends string = never,
  >(
    entity: E,
    options?: FindOneOptions<E, Hint, Fields, Excludes> & { readonly discardEdits?: boolean },
  ): Promise<MergeLoaded<E, Naked, Hint, Fields, Excludes, true> | null> {
    return super.refresh<E, Naked, Hint, Fields, Excludes>(entity, options);
  }

  /**
   * Locks the rows of one object, a reference or many, and makes the objects what the locked rows are.
   *
   * What others committed meanwhile arrives: an object without edits is its current row, and stays it until the transaction
   * ends; edits stay when they are of the current row and are refused when they are not. One statement per class takes the
   * locks in the order of the keys, so that callers with overlapping rows wait for each other instead of deadlocking.
   * `LockMode.OPTIMISTIC` locks nothing and compares `lockVersion` with the stored version; what it finds is merged as well.
   *
   * @example
   * await em.transactional(async em => {
   *   const film = await em.findOneOrFail(Film, { title: 'Alien' });
   *   await em.lock(film, LockMode.PESSIMISTIC_WRITE);
   *   film.runningTime = (film.runningTime ?? 0) + 1;
   * });
   * // begin
   * // select … from "film" … where … = 'Alien' limit 1
   * // select … from "film" … where … in (1) order by … for update
   * // update "film" set … where …
   * // commit
   *
   * @throws TransactionRequiredError when a mode that locks rows is asked for outside a transaction, before any statement
   * @throws ConflictError when a row is gone, is newer than the edits of its object, or has another version than `lockVersion`
   * @throws RowNotLockedError when the mode skips rows that others hold and they hold some of these
   */
  override lock<T extends object>(
    entity: T | Reference<T> | readonly (T | Reference<T>)[],
    lockMode: LockMode,
    options?: LockOptions | number | Date,
  ): Promise<void> {
    return super.lock(entity, lockMode, options);
  }

  /**
   * Locks the table of a class until the transaction ends, against statements of others that conflict with `mode`.
   *
   * What is read afterwards stays true: nobody has stored anything in between that the transaction would not see. From
   * REPEATABLE READ on that holds only where nothing was read before, and anything else is refused. `share row exclusive` lets
   * others read, and one transaction at a time write. A class that extends another one with tables of their own locks them
   * all. What is edited is not flushed. Where the lock is not to be had in time the transaction goes on without it.
   *
   * @example
   * await em.transactional(async em => {
   *   await em.lockTable(Director, 'share row exclusive');
   *   const found = await em.findOne(Director, { name: 'Ridley Scott' });
   *   if (!found) em.create(Director, { name: 'Ridley Scott' });
   * });
   * // begin
   * // lock table "director" in share row exclusive mode
   * // select … from "director" … limit 1
   * // insert into "director" …
   * // commit
   *
   * @throws LockOptionError for a mode or a wait that means nothing, or a class without a table, before any statement
   * @throws TransactionRequiredError outside a transaction, before any statement
   * @throws LateLockError at REPEATABLE READ or SERIALIZABLE when the transaction has read before
   * @throws LockTimeoutError when others hold the table with `wait: false`, or longer than `wait` milliseconds
   */
  lockTable(type: EntityName<object>, mode: TableLockMode, options?: TableLockOptions): Promise<void> {
    return lockTable(this.getContext(), type, mode, options);
  }

  /**
   * Locks a name, which need not be in the database, until the transaction ends or its savepoint is rolled back.
   *
   * Whoever locks the same key waits; with `shared` only those wait who do not share. What is read from the database under it
   * is as others left it, at READ COMMITTED; SERIALIZABLE refuses what would be wrong (40001); at REPEATABLE READ the
   * lock would not help and is refused. What the unit has loaded before is not read again: read it after the lock, or use the
   * option `lock` of `em.atomic`, which does. A key is hashed to 64 bits, so that among a million different keys held at once
   * the odds that any two of them wait for each other without need are 1 in 37 million. The lock is the transaction's, not the
   * session's, and so is its connection: it needs no other one, and works behind PgBouncer.
   *
   * @example
   * await em.transactional(async em => {
   *   await em.lockKey(['film', 'Alien']);
   *   const film = await em.findOneOrFail(Film, { title: 'Alien' });
   *   film.runningTime = (film.runningTime ?? 0) + 1;
   * });
   * // begin
   * // select … pg_advisory_xact_lock(hashtextextended('["film","Alien"]' collate "C", 0))…
   * // select … from "film" … limit 1
   * // update "film" set …
   * // commit
   *
   * @throws LockOptionError for a key or a wait that means nothing, before any statement
   * @throws TransactionRequiredError outside a transaction, before any statement
   * @throws LateLockError at REPEATABLE READ
   * @throws LockTimeoutError when others hold the key with `wait: false`, or longer than `wait` milliseconds; the transaction goes on
   */
  lockKey(key: LockKey, options?: KeyLockOptions): Promise<void> {
    return lockKey(this.getContext(), key, options);
  }

  /**
   * Changes the row of an object by one statement, and makes the object what the row is then. False when `onlyIf` did not hold.
   *
   * Callers may race. What an expression computes starts from what is stored when the row is written, so nothing of what others
   * store is lost, and an object that is out of date is no conflict. A plain value takes the place of what was loaded: then the
   * row must have the version that it was loaded with, unless `onlyIf` says of that property what it may take the place of.
   * `onlyIf` holds for the very row that is changed, also after waiting for others; when it does not hold nothing is changed, and
   * the object is what the row is. Edits of the object are flushed before, and with them all that is pending. The version grows;
   * what triggers and generated columns have made of the row is in the object as well. In a transaction that is rolled back the
   * object is again what it was. `onUpdate` of properties is honoured; hooks and subscribers of entities are not called. The object
   * may be a reference that was never loaded; its row may not be in several tables, as in joined inheritance.
   *
   * @example
   * const show = await em.findOneOrFail(Show, 1);
   * const sold = await em.updateRow(show, { seatsLeft: decrement(2) }, { onlyIf: { seatsLeft: { $gte: 2 } } });
   * // select … from "show" …
   * // update "show" set "seats_left" = "seats_left" - 2, … where "id" = 1 and "seats_left" >= 2 returning …
   *
   * @throws ExpressionError, ForeignGuardError for changes and conditions that mean nothing here, before any statement
   * @throws ConflictError when the row is gone, or a plain value, or an edit that was flushed before, is not of the row as it is now
   */
  updateRow<E extends object>(
    object: E | Reference<E>,
    changes: Changes<E>,
    options?: UpdateRowOptions<E>,
  ): Promise<boolean> {
    return updateRow(this.getContext(), object, changes, options);
  }

  /**
   * Changes all rows that `where` is true of by one statement, and returns how many they are.
   *
   * Afterwards every loaded object whose row was changed equals it: its values, computed by the database or not, its version, and
   * both sides of its relations; a row that now belongs to a loaded collection is in it. Only those rows travel, however many are
   * changed. What is pending in the unit is flushed first, unless the flush mode is COMMIT. No version is checked: what others
   * have changed in the meantime is changed on top of that, once. Versions grow, and what is to be set by every update is set. A
   * rollback puts memory back as well.
   *
   * @example
   * const show = await em.findOneOrFail(Show, 1, { populate: ['seats'] });
   * const repriced = await em.updateWhere(Seat, { show }, { price: increment(50) });
   * console.assert(repriced === show.seats.length);
   * // select … from "show" …
   * // select … from "seat" …
   * // with written as (update "seat" set "price" = "price" + 50, … where "show_id" = 1 returning …) select … from written …
   *
   * @throws ExpressionError for changes that mean nothing, BulkWriteError when the rows are in several tables: before any statement
   */
  updateWhere<E extends object>(
    type: EntityName<E>,
    where: FilterQuery<NoInfer<E>>,
    changes: Changes<NoInfer<E>>,
    options?: UpdateOptions<NoInfer<E>>,
  ): Promise<number> {
    return updateWhere(this.getContext(), { type, where, changes }, options);
  }

  /**
   * Deletes all rows that `where` is true of by one statement, and returns how many they are.
   *
   * Afterwards the loaded objects whose rows are gone have left the unit and every loaded collection, as if they had been removed
   * and flushed; so have those whose rows went by ON DELETE CASCADE, also through rows that are not loaded, and a relation that
   * was set to NULL is null. What is pending in the unit is flushed first, unless the flush mode is COMMIT. No version is checked.
   * A rollback puts memory back as well.
   *
   * @example
   * const show = await em.findOneOrFail(Show, 1, { populate: ['seats'] });
   * await em.deleteWhere(Seat, { show, holder: null });
   * console.assert(show.seats.length === 0);
   * // select … from "show" …
   * // select … from "seat" …
   * // with recursive "deleted" as (delete from "seat" where "show_id" = 1 and "holder_id" is null returning …) … select …
   *
   * @throws BulkWriteError when the rows are in several tables: before any statement
   */
  deleteWhere<E extends object>(
    type: EntityName<E>,
    where: FilterQuery<NoInfer<E>>,
    options?: DeleteOptions<NoInfer<E>>,
  ): Promise<number> {
    return deleteWhere(this.getContext(), type, where, options);
  }

  /**
   * Lets the version of an object grow with the next flush, also when none of its own fields has changed.
   *
   * For the root of an aggregate whose parts have changed: two who change parts of one root do not both succeed, because the
   * flush finds the version that the root was loaded with, or fails. The version grows once a flush, however often the object
   * was touched and whatever else of it changed; a rollback undoes the touch as well.
   *
   * @example
   * const show = await em.findOneOrFail(Show, 1, { populate: ['seats'] });
   * for (const seat of show.seats) seat.price = 700;
   * em.touch(show);
   * await em.flush();
   * console.assert(show.version === 2);
   *
   * @throws OptimisticLockError when the class has no version
   * @throws ValidationError for an object that is not the unit's
   */
  touch(object: object): void {
    touch(this.getContext(), object);
  }

  /**
   * Returns the unit's objects for rows of raw SQL, one for each row, in the order of the rows.
   *
   * A row is merged like any that is read: an object that is loaded takes the values of its row, and one that
   * is edited keeps its edits and is checked against the row when they are flushed. Edits that are pending are
   * flushed before the SQL is sent, which runs in the transaction of the unit if there is one. Rows may be
   * given instead of SQL, with the names of columns or of properties, as `em.execute`, the query builder's
   * `execute` and Kysely return them. A row does not say that it was deleted: do not adopt those of
   * `delete … returning`.
   *
   * @example
   * const cheaper = await em.adopt(Film, 'update "film" set "running_time" = ? where "title" = ? returning *', [117, 'Alien']);
   * // update "film" set "running_time" = 117 where "title" = 'Alien' returning *
   *
   * @throws UnadoptableRowError when a row lacks columns of the primary key; then no row is adopted
   * @throws UnadoptableEntityError when the class is no entity of this ORM, or one of several that the row may be of
   */
  adopt<E extends object>(
    type: EntityName<E>,
    sql: string | RawQueryFragment,
    params?: readonly unknown[],
  ): Promise<E[]>;
  adopt<E extends object>(type: EntityName<E>, rows: readonly object[]): Promise<E[]>;
  adopt<E extends object>(type: EntityName<E>, source: RowSource, params?: readonly unknown[]): Promise<E[]> {
    return adoptRows(this.getContext(), type, source, params);
  }

  /**
   * Creates and stores one row whose values may be taken, such as a token, trying others as long as they are.
   *
   * Callers may race: a unique index, also a partial one, lets one of them have a value; the others get their next one. Tried
   * again is the violation of `constraint`, or without one of whatever is unique in the data; any other comes out as it is.
   * What is pending in the unit stays pending and is not flushed, but for new objects that the row refers to, and what it has
   * is taken as well. In a transaction each attempt is a savepoint, so the transaction goes on; outside of one an attempt is one
   * statement. A row that did not come to be leaves no trace, in memory neither.
   *
   * @example
   * const tokens = ['TAKEN', 'FREE'];
   * const seat = await em.findOneOrFail(Seat, { number: 1 });
   * const holder = await em.findOneOrFail(Customer, { name: 'Ada' });
   * const ticket = await em.createUnique(Ticket, attempt => ({ seat, holder, token: tokens[attempt] ?? 'FREE' }));
   * console.assert(ticket.id > 0 && ticket.token === 'FREE');
   * // select … from "seat" …
   * // select … from "customer" …
   * // insert into "ticket" …
   *
   * @throws UniqueAttemptsError when the last of `attempts` (10) rows had values that are taken
   * @throws UniqueOptionsError for options that mean nothing, before any statement
   */
  createUnique<E extends object>(
    type: EntityName<E>,
    generate: Generate<E>,
    options?: CreateUniqueOptions,
  ): Promise<E> {
    return createUnique(this.getContext(), type, generate, options);
  }

  /**
   * Returns the loaded objects, or those of `objects`, that are not what is stored, and of each whether its row was changed or deleted.
   *
   * One query per table, however many objects there are. Of a class with a version the versions are compared, and only what
   * differs is sent back: a statement that left the version alone stays unseen. Of a class without one the rows are read and
   * compared with what was loaded. Memory stays as it is, nothing is flushed, and edits make no object stale: what counts is
   * what they were made on. New objects and references that were never loaded are not asked about. In a transaction at
   * REPEATABLE READ or SERIALIZABLE it is the transaction's snapshot that objects are compared with.
   *
   * @example
   * const film = await em.findOneOrFail(Film, { title: 'Alien' });
   * await orm.em.fork().nativeUpdate(Film, film.id, { runningTime: 116 });
   * const stale = await em.stale();
   * console.assert(stale.has(film) && stale.kindOf(film) === 'changed');
   * // select … from "film" … where … = 'Alien' limit 1
   * // update "film" set "running_time" = 116, …
   * // select "v"."#", "t"."id" is null as "gone" from (values (0, 1::int, 1::int, false)) as "v" … left join "film" as "t" …
   *
   * @throws ValidationError for an object that is not the unit's, before any statement
   */
  stale<E extends object = object>(objects?: Iterable<E | Reference<E>>): Promise<StaleObjects<E>> {
    return stale(this.getContext(), objects);
  }

  /**
   * Makes the loaded objects, or those of `objects`, what is stored now, with their loaded collections, and tells what it found.
   *
   * An object without edits is its row afterwards, or has left the unit when the row is gone. Of an edited one `strategy` says
   * what becomes of its edits when others have changed the row. `merge`: fields that only one side has changed are as that side
   * has them, and the edits are edits of the newer row from then on; where both have changed a field, and not to the same
   * value, the object keeps its edits and its base, is told as a conflict, and a flush is refused. `theirs`: the edits are
   * discarded. `mine`: the edits stay and the flush stores them over the newer row. An embeddable is one value, and so is JSON.
   * A scheduled removal is a conflict when the row was changed, unless the strategy is `mine`. Edits whose rows are gone are
   * conflicts, but with `theirs` they are let go.
   *
   * Nothing is flushed. One query per class reads the rows, for every ten thousand of them, and one per relation the members
   * of collections that are loaded; what was added to them and removed stays so. A collection that was loaded on a condition of
   * its own is left alone. Each query sees what is committed when it begins; in a transaction at REPEATABLE READ or SERIALIZABLE all
   * of them see the transaction's snapshot. A rollback of the transaction undoes what was merged in it.
   *
   * Without `objects` the open live sets of the unit are asked for again as well, by one query each: rows that others have made,
   * or made match, enter. Edits count as they are in memory. A set whose query fails does not stop the rest; it refuses to be
   * read until `await set.settled()`, and so does one with `requery` while something is pending.
   *
   * @example
   * const film = await em.findOneOrFail(Film, { title: 'Alien' });
   * film.runningTime = 116;
   * await orm.em.fork().nativeUpdate(Film, film.id, { rating: 'R' });
   * const { merged, conflicts } = await em.refreshAll();
   * console.assert(merged[0] === film && film.rating === 'R' && conflicts.length === 0);
   * await em.flush();
   * // select … from "film" … where … = 'Alien' limit 1
   * // update "film" set "rating" = 'R', …
   * // select … from "film" … where … in (1) order by …
   * // begin
   * // update "film" set "running_time" = 116, … where "id" = 1 and "version" = 2 returning …
   * // commit
   *
   * @throws RefreshStrategyError, and ValidationError for an object that is not the unit's, before any statement
   */
  refreshAll<E extends object = object>(
    objects?: Iterable<E | Reference<E>>,
    options?: RefreshAllOptions,
  ): Promise<Refreshed<E>> {
    return refreshAll(this.getContext(), objects, options);
  }

  /**
   * Stores an event with the next flush, in the same transaction as the rest of it, for a relay to deliver.
   *
   * The event is a new object of the unit like any other: when its transaction or savepoint is rolled back, or its attempt is
   * retried, it was never published. It is seen by nobody before it is committed.
   *
   * @example
   * await em.atomic(async em => {
   *   const film = await em.findOneOrFail(Film, { title: 'Alien' });
   *   film.runningTime = 116;
   *   em.publish({ type: 'film.cut', payload: { film: film.id } });
   * });
   * // begin
   * // select … from "film" … limit 1
   * // insert into "outbox_event" …
   * // update "film" set …
   * // commit
   *
   * @throws NoOutboxError when OutboxEvent is no entity of the ORM
   * @throws UnstorableEventError when the type is empty, or JSON or PostgreSQL would not hold the payload as it is
   */
  publish(event: DomainEvent): void {
    publish(this.getContext(), event);
  }

  /**
   * Returns the objects that a query finds, as a set which stays right as the unit changes.
   *
   * One query, and none afterwards: what enters, leaves or moves by edits that are not flushed, by a flush, a bulk statement, a
   * refresh, any other read or a rollback does so in memory. The members are always those that the database would give for the
   * state of the unit; what other sessions commit enters when it is read, or by `em.refreshAll()`. Conditions and orders that memory does not decide
   * exactly as PostgreSQL does are refused, or with `requery` asked of the database on `await set.settled()`. The set follows
   * the unit until `close()`, `em.clear()`, or the rollback of the transaction that it was opened in.
   *
   * @example
   * const open = await em.liveSet(Seat, { show: 1, holder: null }, { orderBy: { number: 'asc' } });
   * const [first] = open;
   * const before = open.length;
   * if (first) first.holder = await em.findOneOrFail(Customer, { name: 'Ada' });
   * console.assert(open.length === before - 1 && open.at(0) !== first);
   * await em.flush();
   * // select … from "seat" … where …
   * // select … from "customer" …
   * // begin
   * // update "seat" set …
   * // commit
   *
   * @throws UndecidableConditionError for what only the database can decide, without `requery`, before the query
   * @throws LiveSetOptionError for an option that a live set does not have, such as `limit`, before any statement
   */
  liveSet<E extends object>(
    type: EntityName<E>,
    where: FilterQuery<NoInfer<E>>,
    options?: LiveSetOptions<NoInfer<E>>,
  ): Promise<LiveSet<E>> {
    return openLiveSet(this.getContext(), type, where, options);
  }
}

import {
  type AnyEntity,
  type ChangeSet as MikroChangeSet,
  ChangeSetPersister,
  type Dictionary,
  EntityFactory,
  EntityLoader,
  type EntityManager,
  type EntityMetadata,
  type EntityName,
  type EntityProperty,
  IdentityMap,
  ObjectHydrator,
  type QueryResult,
  type Transaction,
  TransactionManager,
  UnitOfWork,
} from '@mikro-orm/postgresql';

// MikroORM's classes with the methods that the subclasses in this folder override or call, most of which its types call
// private; without its generics, which say what a caller gets and nothing of what happens here.

export type Meta = EntityMetadata<any>;
export type ChangeSet = MikroChangeSet<any>;
/** A row or the application's data, by property name. */
export type Data = Dictionary;
/** How the factory makes or merges an object: `newEntity` for the application's data, `refresh` for a read that asked for it. */
export type FactoryOptions = NonNullable<Parameters<EntityFactory['create']>[2]>;
export type WriteOptions = NonNullable<Parameters<ChangeSetPersister['executeInserts']>[1]> & Dictionary;
export interface RegisterOptions {
  readonly refresh?: boolean;
  readonly newEntity?: boolean;
  readonly loaded?: boolean;
}

interface UnitOfWorkParts {
  register(object: object, data?: Data, options?: RegisterOptions): object;
  merge(object: object, visited?: Set<AnyEntity>): void;
  persist(object: object, visited?: Set<AnyEntity>, options?: Dictionary): void;
  remove(object: object, visited?: Set<AnyEntity>, options?: Dictionary): void;
  getById(
    entityName: EntityName<any>,
    id: unknown,
    schema?: string,
    convertCustomTypes?: boolean,
  ): object | undefined;
  unsetIdentity(object: object): void;
  clear(): void;
  computeChangeSets(): void;
  computeChangeSet(object: object, type?: string): void;
  filterCollectionUpdates(): void;
  getChangeSetGroups(): Dictionary;
  getExtraUpdates(): ReturnType<UnitOfWork['getExtraUpdates']>;
  commitCollectionUpdates(ctx?: Transaction): Promise<void>;
  getChangeSets(): ChangeSet[];
  getIdentityMap(): IdentityMap;
  getPersistStack(): Set<AnyEntity>;
  getRemoveStack(): Set<AnyEntity>;
  getOrphanRemoveStack(): Set<AnyEntity>;
  getCollectionUpdates(): ReturnType<UnitOfWork['getCollectionUpdates']>;
  getChangeSetPersister(): ChangeSetPersister;
  commit(): Promise<void>;
  doCommit(): Promise<void>;
  postCommitCleanup(): void;
  runHooks(type: string, changeSet: ChangeSet, sync?: boolean): Promise<unknown>;
  cascade(object: object, type: string, visited?: Set<AnyEntity>, options?: Dictionary): void;
  scheduleOrphanRemoval(object?: object, visited?: Set<AnyEntity>): void;
  cancelOrphanRemoval(object: object, visited?: Set<AnyEntity>): void;
  cascadeReference(
    object: object,
    prop: EntityProperty,
    type: string,
    visited: Set<AnyEntity>,
    options: Dictionary,
  ): void;
  shouldCascade(prop: EntityProperty, type: string): boolean;
  persistToDatabase(groups: Dictionary, ctx?: Transaction): Promise<void>;
  commitCreateChangeSets(changeSets: ChangeSet[], ctx?: Transaction): Promise<void>;
  commitUpdateChangeSets(changeSets: ChangeSet[], ctx?: Transaction, batched?: boolean): Promise<void>;
  commitDeleteChangeSets(changeSets: ChangeSet[], ctx?: Transaction): Promise<void>;
  takeCollectionSnapshots(object: object, visited: Set<AnyEntity>): void;
}

interface ChangeSetPersisterParts {
  executeInserts(changeSets: ChangeSet[], options?: WriteOptions, withSchema?: boolean): Promise<void>;
  executeUpdates(
    changeSets: ChangeSet[],
    batched: boolean,
    options?: WriteOptions,
    withSchema?: boolean,
  ): Promise<void>;
  executeDeletes(changeSets: ChangeSet[], options?: WriteOptions, withSchema?: boolean): Promise<void>;
  runForEachSchema(
    changeSets: ChangeSet[],
    method: string,
    options: WriteOptions | undefined,
    ...args: unknown[]
  ): Promise<void>;
  processProperties(changeSet: ChangeSet): void;
  prepareOptions(meta: Meta, options?: Dictionary, additional?: Dictionary): WriteOptions;
  mapReturnedValues(
    object: object | null,
    payload: Data,
    row: Data | undefined,
    meta: Meta,
    upsert?: boolean,
  ): void;
  markAsPopulated(changeSet: ChangeSet, meta: Meta): void;
}

export interface EntityFactoryParts {
  readonly unitOfWork: UnitOfWork;
  create(entityName: EntityName<any>, data: Data, options?: FactoryOptions): object;
  mergeData(meta: Meta, object: object, row: Data, options?: FactoryOptions): void;
  createReference(entityName: EntityName<any>, id: unknown, options?: Dictionary): object;
  createEntity(data: Data, meta: Meta, options: FactoryOptions): object;
  findEntity(data: Data, meta: Meta, options: FactoryOptions): object | undefined;
  hydrate(object: object, meta: Meta, data: Data, options: FactoryOptions): void;
  processDiscriminatorColumn(meta: Meta, data: Data): Meta;
}

interface IdentityMapParts {
  [Symbol.iterator](): IterableIterator<AnyEntity>;
  store(object: object): void;
  delete(object: object): void;
  getByEntity(object: object): object | undefined;
  getByHash(meta: Meta, hash: string): object | undefined;
  getStore(meta: Meta): Map<string, object>;
  getPkHash(object: object): string;
  getKeyHash(key: string, value: string, schema?: string): string;
  storeByKey(object: object, key: string, value: string, schema?: string): void;
  values(): object[];
  keys(): string[];
  get(key: string): object | undefined;
  clear(): void;
}

export interface LoaderOptions {
  readonly refresh?: boolean;
}

interface EntityLoaderParts {
  initializeCollections(...args: unknown[]): void;
  filterCollections(
    objects: object[],
    field: string,
    options: LoaderOptions,
    ref?: string | boolean,
  ): object[];
}

export interface HydratorParts {
  hydrate(
    object: object,
    meta: Meta,
    data: Data,
    factory: EntityFactory,
    type: string,
    newEntity?: boolean,
    ...rest: unknown[]
  ): void;
  hydrateReference(object: object, meta: Meta, data: Data, factory: EntityFactory, ...rest: unknown[]): void;
}

export interface TransactionOptions extends Dictionary {
  readonly ctx?: Transaction;
  readonly clear?: boolean;
  readonly isolationLevel?: string;
  readonly readOnly?: boolean;
  readonly deferrable?: boolean;
  readonly signal?: AbortSignal;
  /** Whether a transaction of one statement may do without BEGIN and COMMIT. */
  readonly alone?: boolean;
  /** Whether what the unit has pending is left pending. */
  readonly apart?: boolean;
}

/** What `em.transactional` is given to run. */
export type TransactionBody<T> = (em: EntityManager) => Promise<T>;

interface TransactionManagerParts {
  handle<T>(body: TransactionBody<T>, options?: TransactionOptions): Promise<T>;
  executeWithoutTransaction<T>(
    em: EntityManager,
    body: TransactionBody<T>,
    options: TransactionOptions,
  ): Promise<T>;
  createFork(em: EntityManager, options: TransactionOptions): EntityManager;
  shouldPropagateToUpperContext(em: EntityManager): boolean;
  mergeEntitiesToParent(fork: EntityManager, parent: EntityManager): void;
  processTransaction<T>(
    em: EntityManager,
    fork: EntityManager,
    body: TransactionBody<T>,
    options: TransactionOptions,
  ): Promise<T>;
}

type PartOf<T> = new (em: EntityManager) => T;

export const UnitOfWorkBase = UnitOfWork as unknown as PartOf<UnitOfWorkParts>;
export const ChangeSetPersisterBase = ChangeSetPersister as unknown as PartOf<ChangeSetPersisterParts>;
export const EntityFactoryBase = EntityFactory as unknown as PartOf<EntityFactoryParts>;
export const IdentityMapBase = IdentityMap as unknown as PartOf<IdentityMapParts>;
export const EntityLoaderBase = EntityLoader as unknown as PartOf<EntityLoaderParts>;
export const HydratorBase = ObjectHydrator as unknown as new (...args: unknown[]) => HydratorParts;
export const TransactionManagerBase = TransactionManager as unknown as PartOf<TransactionManagerParts>;
/** What a statement of the driver answers. */
export type Answer = QueryResult<any>;

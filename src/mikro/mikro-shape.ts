import {
  ChangeSetPersister,
  Collection,
  EntityFactory,
  EntityLoader,
  EntityManager,
  IdentityMap,
  ObjectHydrator,
  PostgreSqlConnection,
  PostgreSqlDriver,
  TransactionContext,
  TransactionManager,
  UnitOfWork,
} from '@mikro-orm/postgresql';
import { MikroShapeError } from '../errors/boot-errors.ts';

/** The methods that this folder overrides or calls without MikroORM's promise, and how many parameters each has. */
const expected: readonly [owner: { readonly name: string; readonly prototype: object }, methods: string][] = [
  [
    EntityManager,
    `begin/0 clear/0 commit/0 createQueryBuilder/4 execute/1 find/2 findOne/2 flush/0 fork/0 getContext/0 lock/2 map/2
    merge/2 populate/2 preparePopulate/2 refresh/1 resetTransactionContext/0 rollback/0 setFlushMode/1
    setTransactionContext/1 stream/1 transactional/1 tryFlush/2 upsert/2 upsertMany/2`,
  ],
  [
    UnitOfWork,
    `cancelOrphanRemoval/2 cascade/2 cascadeReference/5 clear/0 commitCollectionUpdates/1 commitCreateChangeSets/2 commitDeleteChangeSets/2
    commitUpdateChangeSets/2 computeChangeSet/2 computeChangeSets/0 doCommit/0 filterCollectionUpdates/0 getById/4
    getChangeSetGroups/0 merge/2 persist/2 persistToDatabase/2 postCommitCleanup/0 register/3 runHooks/2
    scheduleOrphanRemoval/2 shouldCascade/2
    takeCollectionSnapshots/2 unsetIdentity/1`,
  ],
  [
    ChangeSetPersister,
    `executeDeletes/3 executeUpdates/4 mapReturnedValues/4 markAsPopulated/2 prepareOptions/3 processProperties/1
    runForEachSchema/3`,
  ],
  [
    EntityFactory,
    'create/2 createEntity/3 createReference/2 findEntity/3 hydrate/4 mergeData/3 processDiscriminatorColumn/2',
  ],
  [EntityLoader, 'filterCollections/4 initializeCollections/7'],
  [
    Collection,
    `add/1 addWithoutPropagation/1 getSnapshot/0 hydrate/4 init/0 matching/1 propagate/2 remove/1 removeAll/0
    removeWithoutPropagation/1 setDirty/0 takeSnapshot/1 validateModification/1`,
  ],
  [
    IdentityMap,
    `clear/0 delete/1 get/1 getByEntity/1 getByHash/2 getKeyHash/3 getPkHash/1 getStore/1 keys/0 store/1 storeByKey/4
    values/0`,
  ],
  [ObjectHydrator, 'hydrate/5 hydrateReference/4'],
  [
    TransactionManager,
    `createFork/2 executeWithoutTransaction/3 handle/1 mergeEntitiesToParent/2 processTransaction/4
    shouldPropagateToUpperContext/1`,
  ],
  [PostgreSqlConnection, 'begin/0 commit/3 createKyselyDialect/1 execute/1 rollback/3 transactional/1'],
  [
    PostgreSqlDriver,
    `createEntityManager/1 createQueryBuilder/7 createReplicas/1 execute/1 getSchemaName/2 getTableName/2
    mapDataToFieldNames/5 rethrow/1 syncCollections/2`,
  ],
];

/** Throws MikroShapeError when something that Selfsame builds on is missing or has other parameters. */
export function requireMikroShape(): void {
  for (const [{ name, prototype }, methods] of expected)
    for (const method of methods.split(/\s+/)) requireMethod(prototype, name, method);
  requireMethod({ create: TransactionContext.create }, 'TransactionContext', 'create/2');
}

/** `method` is written as `name/parameters`. */
function requireMethod(owner: object, className: string, method: string): void {
  const [name = '', parameters] = method.split('/');
  const found: unknown = Reflect.get(owner, name);
  if (typeof found !== 'function' || found.length !== Number(parameters))
    throw new MikroShapeError(`${className}.${name}`, `a method of ${parameters} parameters`);
}

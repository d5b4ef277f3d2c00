import { type EntityManager, type EntityName, helper, Utils } from '@mikro-orm/postgresql';
import { membersInRow } from '../merge/members-in-row.ts';
import { type Data, type EntityFactoryParts, type FactoryOptions, type Meta } from '../parts/internals.ts';
import { settle } from './settle.ts';
import { type AnyStreamOptions, streamedRows } from './streamed-rows.ts';
import { holdingWeakly, releaseUnedited } from './weakly-held.ts';

/** A stream that is being read. */
interface Stream {
  readonly em: EntityManager;
  readonly entityName: EntityName<any>;
  readonly options: Data;
  /** The objects that it has made. */
  readonly made: WeakSet<object>;
}

/**
 * `em.stream`: the unit's objects one by one. A row whose object is loaded is merged into it; any other object is
 * the unit's while somebody uses it or when it is edited, so that a long stream does not fill the memory.
 */
export async function* streamObjects(
  em: EntityManager,
  [entityName, given = {}]: [EntityName<any>, AnyStreamOptions?],
): AsyncIterableIterator<object> {
  const { rows, options } = await streamedRows(em, entityName, given);
  const stream: Stream = { em, entityName, options, made: new WeakSet() };
  for await (const row of rows) {
    const { result: object, made } = holdingWeakly(em, () => objectFor(stream, row));
    for (const object of made) stream.made.add(object);
    helper(object).setSerializationContext(options as never);
    await em.getUnitOfWork(false).dispatchOnLoadEvent();
    yield object;
    releaseUnedited(em, made);
  }
  // Not before: a cursor keeps its connection busy.
  await settle(em, async () => undefined);
}

function objectFor(stream: Stream, row: Data): object {
  const { em, entityName, options: given } = stream;
  const factory = em.getEntityFactory() as unknown as EntityFactoryParts;
  const options = { merge: true, schema: given['schema'], convertCustomTypes: true } as FactoryOptions;
  if (given['mergeResults'] === false) mergeMembersApart(stream, factory, row, options);
  return factory.create(entityName, row, options);
}

/** A row with one of several members does not say what a collection has that something else has loaded. */
function mergeMembersApart(
  { em, entityName, made }: Stream,
  factory: EntityFactoryParts,
  row: Data,
  options: FactoryOptions,
): void {
  const meta: Meta = em.getMetadata().get(entityName);
  const loaded = meta.virtual ? undefined : factory.findEntity(row, meta, options);
  if (!loaded || made.has(loaded)) return;
  for (const { prop, rows } of membersInRow(meta, row)) {
    const collection: unknown = (helper(loaded).__data as Data)[prop.name];
    if (!Utils.isCollection(collection) || !collection.isInitialized()) continue;
    for (const member of rows) factory.create((prop.targetMeta as Meta).class, member as Data, options);
    delete row[prop.name];
  }
}

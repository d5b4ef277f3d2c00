import { Collection, helper, ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { editedFields } from '../merge/edited-fields.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { setBaseVersion } from '../state/base.ts';
import { noteWrite } from '../state/edit-tracking.ts';
import { quietly } from '../state/quietly.ts';
import { rememberFor } from '../state/remember.ts';
import { joinUnit, stateOf } from '../state/unit-state.ts';
import { versionPropertyOf } from '../state/version-property.ts';
import { type RowToWrite } from './row-to-write.ts';
import { driverOf, type UpsertCall } from './upsert-call.ts';

/**
 * The unit's object for a row that is stored: the one that is loaded, or else the first that the application
 * gave for it, or else a new one.
 */
export function unitObject(call: UpsertCall, { drafts, merged }: RowToWrite, row: Data): object {
  const given = drafts.flatMap(({ object }) => (object ? [object] : []));
  const data = mapped(call, row);
  const loaded = loadedObject(call, data);
  const first = given[0];
  const object = loaded ?? first;
  for (const other of given) if (other !== object) leaveOut(call, other);
  if (!object || !given.includes(object)) return createFrom(call, data);
  takeRow(call, object, { data, merged });
  return object;
}

/** A stored row by property, as a read of it has it. */
export function mapped({ em, meta }: UpsertCall, row: Data): Data {
  return driverOf(em).mapResult(row, concreteMeta(em, meta, row));
}

/** The class that the row's discriminator names. */
function concreteMeta(em: UpsertCall['em'], meta: Meta, row: Data): Meta {
  const { root } = meta;
  const column =
    root.properties[root.discriminatorColumn as never]?.fieldNames[0] ?? root.discriminatorColumn;
  const concrete = column === undefined ? undefined : root.discriminatorMap?.[row[column]];
  return concrete ? em.getMetadata().get(concrete) : meta;
}

function loadedObject({ em, meta, options }: UpsertCall, data: Data): object | undefined {
  const key = Utils.getOrderedPrimaryKeys(data, meta) as never;
  return em.getUnitOfWork(false).getById(meta.class, key, options.schema, true) as object | undefined;
}

function createFrom({ em, meta, options }: UpsertCall, data: Data): object {
  const { schema } = options;
  return em.getEntityFactory().create(meta.class, data as never, {
    merge: true,
    convertCustomTypes: true,
    ...(schema === undefined ? {} : { schema }),
  }) as object;
}

/** Makes `object`, which the application gave, equal to its row. Edits that the upsert was told to leave out stay. */
function takeRow(
  { em, meta, creates }: UpsertCall,
  object: object,
  { data, merged }: { readonly data: Data; readonly merged: readonly string[] },
): void {
  const wrapped = helper(object);
  rememberFor(em, object);
  const edited = editedFields(em, object);
  const columnsOf = (name: string) =>
    (meta.properties[name as never] as { fieldNames?: string[] } | undefined)?.fieldNames ?? [];
  const kept = edited.filter(name => !columnsOf(name).some(column => merged.includes(column)));
  const mine = Object.fromEntries(kept.map(name => [name, (object as Data)[name]]));

  const factory = em.getEntityFactory();
  quietly(() => {
    wrapped.__processing = true;
    em.config
      .getHydrator(em.getMetadata())
      .hydrate(object, meta, data as never, factory, 'full', false, true);
    wrapped.__processing = false;
    if (!wrapped.__originalEntityData && !creates) forgetEmptyCollections(meta, object);
    wrapped.__initialized = true;
    const base = em.getComparator().prepareEntity(object);
    em.getUnitOfWork(false).register(object as never, base as never, { refresh: true });
    const version = versionPropertyOf(meta)?.name;
    if (version) setBaseVersion(object, data[version]);
  });
  em.getUnitOfWork(false)
    .getPersistStack()
    .delete(object as never);
  stateOf(em).written.delete(object);
  Object.assign(object, mine);
  if (kept.length > 0) noteWrite(object);
}

/** A new object's collections say that they are empty; those of a row that may have existed are not known yet. */
function forgetEmptyCollections(meta: Meta, object: object): void {
  for (const prop of meta.relations) {
    if (prop.kind !== ReferenceKind.MANY_TO_MANY && prop.kind !== ReferenceKind.ONE_TO_MANY) continue;
    const collection: unknown = (object as Data)[prop.name];
    if (Utils.isCollection(collection) && collection.isInitialized() && !collection.isDirty())
      Collection.create(object as never, prop.name as never, undefined, false);
  }
}

/** An object that was given for a row that has another object: what is written to it would be stored nowhere. */
function leaveOut({ em }: UpsertCall, object: object): void {
  const state = stateOf(em);
  rememberFor(em, object);
  em.getUnitOfWork(false)
    .getPersistStack()
    .delete(object as never);
  joinUnit(object, state);
  state.departed.set(object, undefined);
}

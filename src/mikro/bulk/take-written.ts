import {
  type Collection,
  type EntityProperty,
  helper,
  Reference,
  ReferenceKind,
  Utils,
} from '@mikro-orm/postgresql';
import { takeValues } from '../computed/take-row.ts';
import { getByKeyValue } from '../identity/get-by-key-value.ts';
import { relatedObjects } from '../identity/related-objects.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { recordTouch } from '../state/record.ts';
import { quietly } from '../state/quietly.ts';
import { rememberFor } from '../state/remember.ts';
import { noteRowWritten } from '../transaction/note-row-written.ts';
import { mapped } from '../upsert/unit-object.ts';
import { type BulkWrite } from './bulk-write.ts';

/** Brings the unit in step with rows that a statement has written. Returns their objects. */
export function takeWritten(write: BulkWrite, rows: readonly Data[]): readonly object[] {
  return rows.map(row => takeOne(write, row));
}

/** Whether the unit has an object for a row. */
export function isLoadedRow({ em, meta, schema }: BulkWrite, row: Data): boolean {
  const data = mapped({ em, meta, options: {} }, row);
  return getByKeyValue(em, meta.class, keyIn(meta, data), { schema, convertCustomTypes: true }) !== undefined;
}

function takeOne({ em, meta, schema, columns }: BulkWrite, row: Data): object {
  const options = schema === undefined ? {} : { schema };
  const data = mapped({ em, meta, options }, row);
  const loaded = getByKeyValue(em, meta.class, keyIn(meta, data), { schema, convertCustomTypes: true });
  const sides = loaded ? sidesOf(loaded) : [];
  if (loaded) recordTouch(em, loaded);
  if (loaded && helper(loaded).__initialized) {
    const own: Meta = helper(loaded).__meta;
    const isAssigned = (name: string) =>
      own.properties[name]?.fieldNames?.some((column: string) => columns?.has(column)) ?? false;
    takeValues(em, { object: loaded, meta: own, isAssigned }, data);
    quietly(() => leaveSides(loaded, sides));
    return loaded;
  }
  if (loaded) rememberFor(em, loaded);
  const object: object = em
    .getEntityFactory()
    .create(meta.class, data as never, { merge: true, convertCustomTypes: true, ...options } as never);
  noteRowWritten(em, object);
  return object;
}

function keyIn(meta: Meta, data: Data): unknown {
  const key = meta.primaryKeys.map(name => data[name] as unknown);
  return key.length > 1 ? key : key[0];
}

/** An object that another one refers to by `prop`. */
interface Side {
  readonly prop: EntityProperty;
  readonly target: object;
}

function sidesOf(object: object): readonly Side[] {
  const { __meta: meta, __data: data } = helper(object);
  return (meta.bidirectionalRelations as EntityProperty[])
    .filter(isToOne)
    .flatMap(prop => relatedObjects((data as Data)[prop.name]).map(target => ({ prop, target })));
}

function isToOne({ kind }: EntityProperty): boolean {
  return kind === ReferenceKind.MANY_TO_ONE || kind === ReferenceKind.ONE_TO_ONE;
}

/** Takes `object` out of what it does not refer to any more. */
function leaveSides(object: object, before: readonly Side[]): void {
  for (const { prop, target } of before) {
    const [now] = relatedObjects((helper(object).__data as Data)[prop.name]);
    const other = prop.inversedBy as string | undefined;
    if (now === target || !other) continue;
    const value: unknown = (helper(target).__data as Data)[other];
    if (Utils.isCollection<object>(value)) leaveCollection(value as Collection<object>, object);
    else if (Reference.unwrapReference(value as object) === object)
      (helper(target).__data as Data)[other] = null;
  }
}

function leaveCollection(collection: Collection<object>, member: object): void {
  if (!collection.isInitialized() || !collection.contains(member as never, false)) return;
  const isDirty = collection.isDirty();
  collection.removeWithoutPropagation(member as never);
  if (!isDirty) collection.takeSnapshot();
}

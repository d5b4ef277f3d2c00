import { type Collection, type EntityProperty, helper, ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { type Data } from '../parts/internals.ts';
import { noteMembersRead } from '../state/reading.ts';
import { remember } from '../state/remember.ts';
import { stateOfObject } from '../state/unit-state.ts';
import { collectionOf, otherSideOf, relatedBy } from './collection-of.ts';
import { pendingIn } from './pending-members.ts';
import { enterStored, leaveStored, settleDirt } from './store-member.ts';

interface Reading {
  /** Whether there may be more members than were read. */
  readonly partial: boolean;
  /** Makes the items all that is in the collection, and what it is compared with. */
  readonly fill: (stored: readonly object[]) => void;
}

/** Makes `items`, which were read, the stored members of a collection, and does to it again what the application has done. */
export function readMembers(
  collection: Collection<object>,
  items: readonly object[],
  { partial, fill }: Reading,
): void {
  const { owner, property: prop } = collection;
  remember(owner);
  noteMembersRead(collection);
  const known = collection.isInitialized() && !collection.isPartial();
  const before = new Set<object>((known && collection.getSnapshot()) || []);
  const redo = pendingIn(collection);
  const stored = new Set(items);
  if (!partial)
    for (const item of before) if (!stored.has(item) && isMovedAway(item, prop, owner)) stored.add(item);
  fill([...stored]);
  redo();
  if (prop.kind === ReferenceKind.ONE_TO_MANY) {
    expelMoved(collection);
    if (!partial) admitArrivals(collection);
  }
  settleDirt(collection);
  for (const item of stored) if (!before.has(item)) agree(item, prop, other => enterStored(other, owner));
  if (partial) return;
  for (const item of before.difference(stored)) {
    agree(item, prop, other => leaveStored(other, owner));
    if (prop.kind === ReferenceKind.ONE_TO_MANY && saysMember(item, prop, owner)) askAgain(item);
  }
}

/** Lets the collection on the other side of many-to-many, if there is one, know what was read on this one. */
function agree(item: object, prop: EntityProperty, tell: (other: Collection<object>) => void): void {
  if (prop.kind !== ReferenceKind.MANY_TO_MANY) return;
  const name = otherSideOf(prop);
  const other = name ? collectionOf(item, name) : undefined;
  if (other) tell(other);
}

/** The application may have moved what is stored here. */
function expelMoved(collection: Collection<object>): void {
  const { owner, property: prop } = collection;
  for (const item of collection.getItems(false)) {
    const parent = relatedBy(item, prop.mappedBy);
    if (parent ? parent !== owner : (helper(item).__data as Data)[prop.mappedBy] === null)
      collection.removeWithoutPropagation(item as never);
  }
}

/** Whether the application has moved an item elsewhere, and so nobody knows what its row says. */
function isMovedAway(item: object, prop: EntityProperty, owner: object): boolean {
  return (
    prop.kind === ReferenceKind.ONE_TO_MANY &&
    relatedBy(item, prop.mappedBy) !== owner &&
    saysMember(item, prop, owner)
  );
}

/** The application may have moved objects to a collection that nobody had loaded. */
function admitArrivals(collection: Collection<object>): void {
  const { owner, property: prop } = collection;
  const written = stateOfObject(owner)?.written ?? [];
  for (const object of written) {
    const { __meta: meta, __managed: managed } = helper(object);
    if (managed && meta.root === prop.targetMeta?.root && relatedBy(object, prop.mappedBy) === owner)
      collection.addWithoutPropagation(object as never);
  }
}

/** Whether the row of `item`, as it was read last, makes it a member of the collection of `owner`. */
function saysMember(item: object, prop: EntityProperty, owner: object): boolean {
  const { __originalEntityData: base, __managed: managed } = helper(item);
  const back = prop.targetMeta?.properties[prop.mappedBy as never] as EntityProperty | undefined;
  const key: unknown = (base as Data | undefined)?.[prop.mappedBy];
  if (!managed || key == null || !back || back.targetKey || back.polymorphic) return false;
  return Utils.getPrimaryKeyHash(Utils.asArray(key as string)) === helper(owner).getSerializedPrimaryKey();
}

/** Its row has moved on, which only that row can show. */
function askAgain(item: object): void {
  stateOfObject(item)?.torn.add(item);
}

import { Collection as MikroCollection, helper, ReferenceKind } from '@mikro-orm/postgresql';
import { countAsLoaded } from '../memory/collection-memory.ts';
import { isQuiet, quietly } from '../state/quietly.ts';
import { collectionOf } from './collection-of.ts';
import { readMembers } from './read-members.ts';
import { settleDirt } from './store-member.ts';

/** MikroORM's collection with the methods that its types call internal, or not at all. */
interface Parts {
  readonly owner: object;
  hydrate(items: object[], forcePropagate?: boolean, partial?: boolean, readonly?: boolean): void;
  propagate(item: object, method: 'add' | 'remove' | 'takeSnapshot'): void;
  validateModification(items: object[]): void;
  add(...items: any[]): number;
  remove(...items: any[]): number;
  removeAll(): void;
  init(options?: any): Promise<unknown>;
  matching(options: any): Promise<object[]>;
  setSerializationContext(options: any): void;
  populated(): void;
  getSnapshot(): object[] | undefined;
  isDirty(): boolean;
  setDirty(dirty: boolean): void;
}

const CollectionBase = MikroCollection as unknown as new () => Parts;

/** MikroORM's collection, to which reading is not editing, and whose two sides agree whether they are loaded or not. */
class Collection extends CollectionBase {
  /** Makes the items the stored ones. What the application has added and removed, it does again. */
  override hydrate(items: object[], forcePropagate?: boolean, partial = false, readonly = false): void {
    const collection = this as unknown as MikroCollection<object>;
    const fill = (stored: readonly object[]) => {
      countAsLoaded(collection);
      super.hydrate([], false, partial, readonly);
      for (const item of stored) collection.addWithoutPropagation(item as never);
      collection.takeSnapshot();
    };
    const read = isQuiet() || helper(this.owner).__originalEntityData !== undefined;
    if (read) quietly(() => readMembers(collection, items, { partial, fill }));
    else super.hydrate(items, forcePropagate, partial, readonly);
  }

  /** MikroORM would take whatever is in a changed collection for an addition. */
  override init(options?: any): Promise<unknown> {
    const dirty = this.isDirty();
    this.setDirty(false);
    const read = super.init(options);
    this.setDirty(dirty);
    return read;
  }

  /** Items that match something are not all that there are. */
  override async matching({ store, ...options }: any): Promise<object[]> {
    const items = await super.matching(options);
    if (!store) return items;
    this.hydrate(items, false, true, true);
    this.setSerializationContext(options);
    this.populated();
    return items;
  }

  override add(...items: any[]): number {
    const added = super.add(...items);
    settleDirt(this as unknown as MikroCollection<object>);
    return added;
  }

  override remove(...items: any[]): number {
    const removed = super.remove(...items);
    settleDirt(this as unknown as MikroCollection<object>);
    return removed;
  }

  override removeAll(): void {
    super.removeAll();
    settleDirt(this as unknown as MikroCollection<object>);
  }

  /** Each collection is compared with what is stored for itself. What nobody has loaded is given items, and so they are also taken from it. */
  override propagate(item: object, method: 'add' | 'remove' | 'takeSnapshot'): void {
    if (method === 'takeSnapshot') return;
    const { property, owner } = this as unknown as MikroCollection<object>;
    const other = collectionOf(item, (property.inversedBy || property.mappedBy) as string);
    if (property.kind !== ReferenceKind.MANY_TO_MANY || !other) return super.propagate(item, method);
    if (other.isInitialized()) super.propagate(item, method);
    else if (method === 'remove') other.removeWithoutPropagation(owner as never);
    else if (!this.getSnapshot()?.includes(item)) super.propagate(item, method);
    settleDirt(other);
  }

  /** Nothing is modified by reading it. */
  override validateModification(items: object[]): void {
    if (!isQuiet()) super.validateModification(items);
  }
}

/** Makes a collection that MikroORM or the application has made a truthful one. */
export function truthful(collection: object): void {
  if (Object.getPrototypeOf(collection) === MikroCollection.prototype)
    Object.setPrototypeOf(collection, Collection.prototype);
}

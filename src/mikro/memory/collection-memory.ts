import { type Collection } from '@mikro-orm/postgresql';
import { hydratePlainly } from './hydrate-plainly.ts';

type AnyCollection = Collection<any>;

/** Remembers the items of a collection, which of them are stored, and whether they are loaded. */
export function rememberCollection(collection: AnyCollection): () => void {
  const items: object[] = collection.getItems(false);
  const snapshot: readonly object[] | undefined = collection.getSnapshot();
  const stored = snapshot && [...snapshot];
  const [loaded, dirty, partial] = [collection.isInitialized(), collection.isDirty(), collection.isPartial()];

  return () => {
    const same =
      sameStored(collection.getSnapshot(), stored) &&
      collection.isInitialized() === loaded &&
      collection.isPartial() === partial &&
      sameItems(collection.getItems(false), items);
    if (!same)
      withoutPropagation(collection, () => {
        reload(collection);
        if (partial !== collection.isPartial()) hydratePlainly(collection, [], partial);
        replaceItems(collection, stored ?? []);
        collection.takeSnapshot();
        if (!stored) overrideStored(collection);
        replaceItems(collection, items);
        if (!loaded) unload(collection);
      });
    collection.setDirty(dirty);
  };
}

function sameStored(now: readonly object[] | undefined, before: readonly object[] | undefined): boolean {
  return now && before ? sameItems(now, before) : now === before;
}

function sameItems(now: readonly object[], before: readonly object[]): boolean {
  return now.length === before.length && now.every((item, at) => item === before[at]);
}

function replaceItems(collection: AnyCollection, items: readonly object[]): void {
  if (sameItems(collection.getItems(false), items)) return;
  for (const item of collection.getItems(false)) collection.removeWithoutPropagation(item);
  for (const item of items) collection.addWithoutPropagation(item);
}

/** The other sides are remembered themselves. */
function withoutPropagation(collection: AnyCollection, work: () => void): void {
  shadow(collection, { propagate: () => undefined });
  work();
  unshadow(collection, 'propagate');
}

// Whether a collection is loaded is `#private` to MikroORM, which knows no way back. So one that is to count as not loaded
// says so by methods of its own, until it is filled again.

/** Makes a loaded collection one that is not. */
function unload(collection: AnyCollection): void {
  const hydrate = (...args: Parameters<AnyCollection['hydrate']>): void => {
    const { isInitialized } = collection;
    reload(collection);
    // Who remembers it now remembers one that is not loaded.
    shadow(collection, { isInitialized });
    collection.hydrate(...args);
    countAsLoaded(collection);
  };
  // Until it is filled it is not loaded, or `load` would ask for nothing.
  const init = async (...args: Parameters<AnyCollection['init']>): Promise<unknown> => {
    const { init: fill } = Object.getPrototypeOf(collection) as AnyCollection;
    const filled: unknown = await fill.apply(collection, args);
    reload(collection);
    return filled;
  };
  const overriding = (name: 'set' | 'removeAll') => ({
    [name]: (...args: never[]): unknown => {
      reload(collection);
      overrideStored(collection);
      return (collection[name] as (...args: never[]) => unknown)(...args);
    },
  });
  shadow(collection, {
    isInitialized: () => false,
    hydrate,
    init,
    ...overriding('set'),
    ...overriding('removeAll'),
  });
}

/** Notes that a collection is being filled that was to count as not loaded. */
export function countAsLoaded(collection: AnyCollection): void {
  unshadow(collection, 'isInitialized');
}

function reload(collection: AnyCollection): void {
  unshadow(collection, 'isInitialized', 'hydrate', 'init', 'set', 'removeAll', 'getSnapshot', 'takeSnapshot');
}

/** Makes the items replace whatever is stored, which nobody has read. */
function overrideStored(collection: AnyCollection): void {
  shadow(collection, {
    getSnapshot: () => undefined,
    takeSnapshot: (forcePropagate?: boolean): void => {
      unshadow(collection, 'getSnapshot', 'takeSnapshot');
      collection.takeSnapshot(forcePropagate);
    },
  });
}

function shadow(collection: AnyCollection, methods: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(methods))
    Object.defineProperty(collection, name, { value, configurable: true, writable: true, enumerable: false });
}

function unshadow(collection: AnyCollection, ...names: readonly string[]): void {
  for (const name of names) Reflect.deleteProperty(collection, name);
}

import { helper, ScalarReference } from '@mikro-orm/postgresql';
import { accessorsOf, collectionNames, untrackedNames } from './tracked-accessors.ts';
import { rememberValue, type Restore } from './value-memory.ts';

/** What MikroORM and Selfsame keep beside an object: whether it is managed and loaded, its key, its base. */
type Beside = Record<PropertyKey, unknown>;

/** Remembers all that `object` is in memory: its values and collections, its base, and whether it is loaded and managed. */
export function rememberObject(object: object): Restore {
  const wrapped = helper(object) as unknown as Beside;
  const beside = copyBeside(wrapped);
  const data = { ...(wrapped['__data'] as Beside) };
  const names = Object.keys(object);
  const own = ownValues(object, names);
  const inside = [...Object.values(data), ...own.values()].flatMap(value => rememberValue(value) ?? []);
  const scalars = Object.entries(data).flatMap(([name, value]) => rememberScalar(name, value) ?? []);

  return () => {
    putBack(wrapped, beside);
    putBack(wrapped['__data'] as Beside, data);
    restoreProperties(object, names, own);
    for (const restore of inside) restore();
    for (const restore of scalars) restore(wrapped['__data'] as Beside);
  };
}

function copyBeside(wrapped: Beside): Beside {
  const copy: Beside = { ...wrapped };
  for (const key of Reflect.ownKeys(copy)) {
    const value = copy[key];
    // The base, and what Selfsame keeps by symbols of its own; not MikroORM's parts, which are of classes.
    if (key === '__originalEntityData' || (typeof key === 'symbol' && isPlain(value)))
      copy[key] = value && { ...(value as object) };
  }
  copy['__loadedProperties'] = new Set(copy['__loadedProperties'] as Set<string>);
  copy['__serializationContext'] = copyContext(copy['__serializationContext'] as Beside);
  delete copy['__processing'];
  return copy;
}

function copyContext(context: Beside): Beside {
  const { fields } = context;
  return { ...context, ...(fields instanceof Set && { fields: new Set(fields) }) };
}

function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The values that the object itself holds, in no accessor: all of a new one's, and few of one that is tracked. */
function ownValues(object: object, names: readonly string[]): Map<string, unknown> {
  const tracked = accessorsOf(object);
  const own = new Map<string, unknown>();
  const isNew = !helper(object).__managed;
  // A collection of a subclass is a plain value where its row was read by the root class.
  const others = () => [...untrackedNames(object), ...collectionNames(object)];
  for (const name of isNew || !tracked ? names : others()) {
    const descriptor = Object.getOwnPropertyDescriptor(object, name);
    if (descriptor && 'value' in descriptor) own.set(name, descriptor.value);
    else if (!tracked?.has(name) && name in object) own.set(name, Reflect.get(object, name));
  }
  return own;
}

function restoreProperties(
  object: object,
  names: readonly string[],
  own: ReadonlyMap<string, unknown>,
): void {
  const before = new Set(names);
  for (const name of Object.keys(object)) if (!before.has(name)) Reflect.deleteProperty(object, name);
  const tracked = accessorsOf(object);
  for (const name of names) {
    const accessor = tracked?.get(name);
    if (accessor && !own.has(name) && !Object.hasOwn(object, name))
      Object.defineProperty(object, name, accessor);
  }
  for (const [name, value] of own) restoreOwn(object, name, value);
}

/** A new object became a tracked one when it was stored; then its values are in `__data`. */
function restoreOwn(object: object, name: string, value: unknown): void {
  const accessor = accessorsOf(object)?.get(name);
  const present = Object.getOwnPropertyDescriptor(object, name);
  if (accessor && present?.get === accessor.get) (helper(object) as { __data: Beside }).__data[name] = value;
  else if (Reflect.get(object, name) !== value) Reflect.set(object, name, value);
}

/** A value that is loaded when it is asked for is another object when it was not loaded before. */
function rememberScalar(name: string, value: unknown): ((data: Beside) => void) | undefined {
  if (!ScalarReference.isScalarReference(value)) return undefined;
  const [loaded, held] = [value.isInitialized(), value.unwrap()];
  return data => {
    if (loaded && value.unwrap() !== held) value.set(held as never);
    if (loaded || !value.isInitialized()) return;
    const unloaded = new ScalarReference(undefined, false);
    const { entity } = value as unknown as { entity?: object };
    if (entity) unloaded.bind(entity, name as never);
    data[name] = unloaded;
  };
}

function putBack(target: Beside, image: Beside): void {
  for (const key of Reflect.ownKeys(target))
    if (!(key in image) && key !== '__processing') Reflect.deleteProperty(target, key);
  Object.assign(target, image);
}

import { isRaw, ScalarReference, Utils } from '@mikro-orm/postgresql';
import { rememberCollection } from './collection-memory.ts';

/** Puts back what was remembered. */
export type Restore = () => void;

/** Remembers what is in a value that can be changed in place. Undefined for a value that cannot. */
export function rememberValue(value: unknown, seen = new Set<unknown>()): Restore | undefined {
  if (typeof value !== 'object' || value === null || seen.has(value)) return undefined;
  if (Utils.isCollection(value)) return rememberCollection(value);
  if (ScalarReference.isScalarReference(value) || Utils.isEntity(value, true) || isRaw(value))
    return undefined;
  seen.add(value);
  return rememberInside(value, seen);
}

function rememberInside(value: object, seen: Set<unknown>): Restore {
  if (value instanceof Date) return rememberDate(value);
  if (ArrayBuffer.isView(value)) return rememberBytes(value);
  if (value instanceof Map) return rememberMap(value, seen);
  if (value instanceof Set) return rememberSet(value, seen);
  return Array.isArray(value) ? rememberArray(value, seen) : rememberFields(value, seen);
}

function rememberDate(date: Date): Restore {
  const time = date.getTime();
  return () => void date.setTime(time);
}

function rememberBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Restore {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  const copy = bytes.slice();
  return () => bytes.set(copy);
}

function rememberMap(map: Map<unknown, unknown>, seen: Set<unknown>): Restore {
  const entries = [...map];
  const inside = rememberAll(entries.flat(), seen);
  return () => {
    map.clear();
    for (const [key, value] of entries) map.set(key, value);
    inside();
  };
}

function rememberSet(set: Set<unknown>, seen: Set<unknown>): Restore {
  const items = [...set];
  const inside = rememberAll(items, seen);
  return () => {
    set.clear();
    for (const item of items) set.add(item);
    inside();
  };
}

function rememberArray(array: unknown[], seen: Set<unknown>): Restore {
  const items = [...array];
  const inside = rememberAll(items, seen);
  return () => {
    if (!Object.isFrozen(array)) array.splice(0, array.length, ...items);
    inside();
  };
}

function rememberFields(object: object, seen: Set<unknown>): Restore {
  const fields = Object.entries(object);
  const inside = rememberAll(Object.values(object), seen);
  return () => {
    if (!Object.isFrozen(object)) {
      const names = new Set(fields.map(([name]) => name));
      for (const name of Object.keys(object)) if (!names.has(name)) Reflect.deleteProperty(object, name);
      for (const [name, value] of fields)
        if (Reflect.get(object, name) !== value) Reflect.set(object, name, value);
    }
    inside();
  };
}

function rememberAll(values: readonly unknown[], seen: Set<unknown>): Restore {
  const restores = values.map(value => rememberValue(value, seen)).filter(restore => restore !== undefined);
  return () => restores.forEach(restore => restore());
}

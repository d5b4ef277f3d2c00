import { type EntityProperty, Reference, Utils, wrap } from '@mikro-orm/core';
import { keyText } from './key-text.ts';

/** The row that an object stands for. */
export interface RowName {
  /** The class of the table: the parent where several classes share one. */
  readonly table: object;
  readonly className: string;
  /** Undefined while the object has no key because it is not stored yet. */
  readonly key: string | undefined;
}

/** Which row `value` is an object of; undefined when it is not an entity. */
export function rowOf(value: unknown): RowName | undefined {
  const object = Reference.unwrapReference(Object(value));
  if (!Utils.isEntity(object)) return undefined;
  const { __meta: meta } = wrap(object, true);
  const texts = meta.getPrimaryProps().map(property => columnText(object, property));
  const key = texts.includes(undefined) ? undefined : texts.join(', ');
  return { table: meta.root.class, className: meta.className, key };
}

/** What a message calls `value`: an entity by its class and key. */
export function nameOf(value: unknown): string {
  const row = rowOf(value);
  if (row) return `${row.className}#${row.key ?? '(not stored)'}`;
  if (value === null || typeof value !== 'object') return String(value);
  return `${value.constructor?.name ?? 'object'} (not an entity)`;
}

function columnText(entity: object, property: EntityProperty): string | undefined {
  const value: unknown = Reflect.get(entity, property.name);
  if (value === null || value === undefined) return undefined;
  const target = rowOf(value);
  return target ? target.key : keyText(value, property.columnTypes?.[0] ?? '');
}

import { type EntityProperty, type Platform, Utils } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';
import { type CanonicalText, canonicalTextOf } from './canonical-text.ts';
import { columnKindOf } from './column-kind.ts';
import { keyParts } from './key-parts.ts';

/** Hashes primary keys of one class; undefined for a key that has a gap. */
export interface KeyHash {
  /** Of a key as rows have it. */
  ofRow(id: unknown): string | undefined;
  /** Of a key as the application writes it. */
  ofApplication(id: unknown): string | undefined;
}

const compiled = new WeakMap<Meta, KeyHash>();

/** The hash of the keys of a class, which is the same for two keys when PostgreSQL says that they are. */
export function keyHashOf(meta: Meta, platform: Platform): KeyHash {
  const { root } = meta;
  let hash = compiled.get(root);
  if (!hash) compiled.set(root, (hash = compile(root, platform)));
  return hash;
}

function compile(root: Meta, platform: Platform): KeyHash {
  const columns = root.getPrimaryProps(true);
  const texts = columns.map(prop => canonicalTextOf(prop, platform));
  const hash = (parts: readonly unknown[]) => joined(texts, parts);
  const general: KeyHash = {
    ofRow: id => hash(keyParts(root, id)),
    ofApplication: id =>
      hash(keyParts(root, id).map((part, at) => databaseValue(columns[at], part, platform))),
  };
  const [only] = columns;
  if (!only || columns.length > 1 || !root.simplePK || columnKindOf(only) !== 'integer') return general;
  // Most keys: a whole number is its own text.
  const fast = (id: unknown) => (typeof id === 'number' && Number.isSafeInteger(id) ? '' + id : undefined);
  return {
    ofRow: id => fast(id) ?? general.ofRow(id),
    ofApplication: id => fast(id) ?? general.ofApplication(id),
  };
}

function joined(texts: readonly CanonicalText[], parts: readonly unknown[]): string | undefined {
  if (parts.length !== texts.length) return undefined;
  let hash = '';
  for (const [at, text] of texts.entries()) {
    const part = parts[at];
    if (part === null || part === undefined) return undefined;
    hash += (at ? Utils.PK_SEPARATOR : '') + text(part);
  }
  return hash;
}

/** What the application's value is in the database; the value itself when its type cannot convert it. */
export function databaseValue(
  prop: EntityProperty<any> | undefined,
  value: unknown,
  platform: Platform,
): unknown {
  if (!prop?.customType || value === null || value === undefined) return value;
  try {
    return prop.customType.convertToDatabaseValue(value, platform, { key: prop.name, mode: 'hydration' });
  } catch {
    return value;
  }
}

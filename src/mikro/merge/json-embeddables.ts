import { type EntityManager, type EntityProperty, ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { type Data, type FactoryOptions, type Meta } from '../parts/internals.ts';
import { fieldOf } from './field-of.ts';

const known = new WeakMap<Meta, boolean>();

/** Whether some embeddable of the entity is stored as JSON. */
export function hasJsonEmbeddable(meta: Meta): boolean {
  let has = known.get(meta);
  if (has === undefined) known.set(meta, (has = meta.props.some(isJsonEmbeddable)));
  return has;
}

export function isJsonEmbeddable({ kind, object, array }: EntityProperty): boolean {
  return kind === ReferenceKind.EMBEDDED && Boolean(object || array);
}

/**
 * The embeddables of a row in the form of a snapshot. What a snapshot makes of JSON depends on every type
 * in it; so an object that nobody else sees is given the values, and a snapshot of it is taken.
 */
export function jsonEmbeddablesOf(em: EntityManager, meta: Meta, row: Data, options: FactoryOptions): Data {
  const names = Object.keys(row).filter(name => meta.properties[name] && isEmbedded(meta, name));
  if (names.length === 0) return {};
  const values = Object.fromEntries(names.map(name => [name, Utils.copy(row[name])]));
  const unseen: object = Object.create(meta.prototype);
  em.getHydrator().hydrate(
    unseen,
    meta,
    values,
    em.getEntityFactory(),
    'full',
    false,
    options.convertCustomTypes,
  );
  const snapshot: Data = em.getComparator().prepareEntity(unseen);
  return Object.fromEntries(names.map(name => [name, snapshot[name] ?? row[name]]));
}

function isEmbedded(meta: Meta, name: string): boolean {
  return meta.properties[fieldOf(meta, name)]?.kind === ReferenceKind.EMBEDDED;
}

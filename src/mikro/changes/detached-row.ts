import { type EntityManager, serialize } from '@mikro-orm/postgresql';
import { fromText, valueOf } from '../merge/snapshot-values.ts';
import { isToMany } from '../merge/stored-form.ts';
import { type Data, type EntityFactoryParts, type Meta } from '../parts/internals.ts';
import { fieldOf } from '../merge/field-of.ts';

/** A row as it was stored at some time, in the values that the application knows. */
export interface DetachedRow {
  /** The value of each property that is known, relations by key. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The same as MikroORM's serialisation shows them, by the names that it gives them. */
  json(): Readonly<Record<string, unknown>>;
}

/** Makes rows of snapshots, in a unit of its own: the relations in them are nobody's. */
export function detachedRows(em: EntityManager): (meta: Meta, snapshot: Data) => DetachedRow {
  const fork = em.fork({ disableContextResolution: true } as never);
  const factory = fork.getEntityFactory() as unknown as EntityFactoryParts;
  return (meta, snapshot) => {
    const object: object = Object.create(meta.prototype);
    const row = Object.fromEntries(
      Object.entries(snapshot).map(([name, value]) => [name, fromText(meta.properties[name], value)]),
    );
    factory.hydrate(object, meta, row, { convertCustomTypes: true, initialized: true });
    const names = new Set(Object.keys(snapshot).flatMap(name => visible(meta, name)));
    const values = Object.fromEntries([...names].map(name => [name, valueOf(object, name)]));
    return { values, json: () => jsonOf(meta, object, names) };
  };
}

function visible(meta: Meta, name: string): string[] {
  const prop = meta.properties[fieldOf(meta, name)];
  return prop && prop.persist !== false && !prop.mappedBy && !isToMany(prop) ? [prop.name] : [];
}

function jsonOf(meta: Meta, object: object, names: ReadonlySet<string>): Record<string, unknown> {
  const unknown = meta.props.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  return serialize(object, { exclude: unknown as never }) as Record<string, unknown>;
}

/** The name that MikroORM's serialisation gives a property. */
export function serializedName(meta: Meta, name: string): string {
  const prop = meta.properties[name];
  if (prop?.serializedName) return prop.serializedName;
  return (prop?.primary && meta.serializedPrimaryKey) || name;
}

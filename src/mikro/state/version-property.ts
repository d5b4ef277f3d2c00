import { type EntityMetadata, type EntityProperty } from '@mikro-orm/postgresql';

const found = new WeakMap<EntityMetadata, EntityProperty | null>();

/** The version property of an entity. Not `meta.versionProperty`, which MikroORM leaves empty for entities that are discovered later. */
export function versionPropertyOf(meta: EntityMetadata<any>): EntityProperty | undefined {
  let version = found.get(meta);
  if (version === undefined) found.set(meta, (version = meta.props.find(prop => prop.version) ?? null));
  return version ?? undefined;
}

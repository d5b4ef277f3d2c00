import { type MetadataStorage } from '@mikro-orm/postgresql';
import { VersionColumnError } from '../errors/boot-errors.ts';

const integers = /^(small|big)?(int|int2|int4|int8|integer)$/i;

/** Throws VersionColumnError for a version property whose column is not an integer. */
export function requireIntegerVersions(metadata: MetadataStorage): void {
  for (const meta of metadata) {
    // Not meta.versionProperty, which MikroORM leaves empty for entities that are discovered later.
    const version = meta.props.find(property => property.version);
    if (!version) continue;

    const columnType = version.columnTypes[0] ?? version.type;
    if (!integers.test(columnType)) throw new VersionColumnError(meta.className, version.name, columnType);
  }
}

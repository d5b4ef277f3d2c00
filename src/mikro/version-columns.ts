import { type MetadataStorage } from '@mikro-orm/postgresql';
import { VersionColumnError } from '../errors/boot-errors.ts';

const integers = /^(small|big)?(int|int2|int4|int8|integer)$/i;

/** Throws VersionColumnError for a version property whose column is not an integer. */
export function requireIntegerVersions(metadata: MetadataStorage): void {
  for (const meta of metadata) {
    if (meta.virtual || meta.embeddable) continue;
    const version = meta.versionProperty && meta.properties[meta.versionProperty];
    if (!version) continue;

    const columnType = version.columnTypes[0] ?? version.type;
    if (!integers.test(columnType)) throw new VersionColumnError(meta.className, version.name, columnType);
  }
}

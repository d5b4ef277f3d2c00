import { type MetadataStorage } from '@mikro-orm/postgresql';
import { requireLazyRelations } from './relation-types.ts';
import { requireIntegerVersions } from './version-columns.ts';

/** Throws the first error that the metadata of the entities gives reason for. */
export function requireTruthfulMetadata(metadata: MetadataStorage): void {
  requireIntegerVersions(metadata);
  requireLazyRelations(metadata);
}

import { type Meta } from '../parts/internals.ts';
import { versionPropertyOf } from '../state/version-property.ts';

/** The column of the version, when it is in the table of `meta`: of joined tables one has it for all. */
export function versionColumn(meta: Meta): string | undefined {
  const version = versionPropertyOf(meta);
  const elsewhere =
    meta.inheritanceType === 'tpt' && !meta.ownProps?.some(({ name }) => name === version?.name);
  return elsewhere ? undefined : version?.fieldNames[0];
}

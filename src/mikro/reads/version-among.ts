import { QueryFlag } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { versionPropertyOf } from '../state/version-property.ts';

/** `fields`, and the version when only some are read: it tells whether they are of the version that those in memory are of. */
export function versionAmong<F>(meta: Meta, fields: F[], options: Data): F[] {
  const version = versionPropertyOf(meta)?.name;
  const whole = !version || fields.some(field => field === '*' || field === version);
  return whole || meta.virtual || isAggregate(options) || isOfReferences(meta, options)
    ? fields
    : [...fields, version as F];
}

/** Whether a relation is being loaded of which only the keys are wanted: its objects stay references, which have no version. */
function isOfReferences(meta: Meta, { visited, fields }: Data): boolean {
  return (
    Boolean(visited) &&
    Boolean(
      fields?.every(
        (field: string) => meta.primaryKeys.includes(field) || meta.properties[field]?.inversedBy,
      ),
    )
  );
}

/** Whether the rows of a query are not those of a table, so that no other column may be selected. */
function isAggregate({ groupBy, flags }: Data): boolean {
  return Boolean(groupBy) || Boolean(flags?.includes(QueryFlag.DISTINCT));
}

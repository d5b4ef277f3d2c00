import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { keyOf } from '../merge/snapshot-values.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { changedFields } from './changed-fields.ts';
import { type DetachedRow, detachedRows, serializedName } from './detached-row.ts';
import { type NetRow } from './net-rows.ts';
import { storedImage, unknownImage } from './stored-image.ts';

/** What has become of one row, in the words of the application. */
export interface RowChange {
  readonly object: object;
  /** The name of its class. */
  readonly entity: string;
  /** The primary key that the row had before, or that a new one has. */
  readonly key: unknown;
  readonly before: DetachedRow | null;
  readonly after: DetachedRow | null;
  /** The properties whose values have changed, and what serialisation calls them. */
  readonly fields: ReadonlyMap<string, string>;
  /** Nothing of it was written here: others have, and the unit has read it. */
  readonly seen: boolean;
}

export function rowChanges(em: EntityManager, rows: readonly NetRow[]): readonly RowChange[] {
  if (rows.length === 0) return [];
  const detached = detachedRows(em);
  return rows.flatMap(row => {
    const { object, before, after, seen } = row;
    const meta: Meta = helper(object).__meta;
    const fields = before && after ? changedFields(em, row) : [];
    if (before && after && fields.length === 0) return [];
    return {
      object,
      entity: meta.className,
      key: keyOf(meta, (before ?? after)?.values as Data),
      before: before && detached(meta, before.values),
      after: after && detached(meta, after.values),
      fields: new Map(fields.map(name => [name, serializedName(meta, name)])),
      seen,
    };
  });
}

/** An object, and the row that is stored of it. */
export interface RowIdentity {
  readonly object: object;
  readonly entity: string;
  readonly key: unknown;
}

export function identityOf(em: EntityManager, object: object): RowIdentity {
  const { __meta: meta } = helper(object);
  const { values } = storedImage(em, object) ?? unknownImage(em, object);
  return { object, entity: meta.className, key: keyOf(meta, values) };
}

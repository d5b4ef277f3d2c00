import { helper, Reference, Utils } from '@mikro-orm/postgresql';
import { type EntityFactory } from '../parts/entity-factory.ts';
import { type Data } from '../parts/internals.ts';
import { mergeInverse } from './merge-inverse.ts';
import { mergeMembers } from './merge-members.ts';
import { type ReadRow } from './read-row.ts';
import { isJoinedRow, mergeJoinedRow, type Merging } from './related-row.ts';
import { isToMany } from './stored-form.ts';

/** Merges the rows that were read along with a row into the objects that the unit has for them. */
export function mergeRelatedRows(factory: EntityFactory, { meta, object, row, options }: ReadRow): void {
  const { discardEdits: _, rebase: __, ...rest } = options;
  const merging: Merging = { factory, object, options: { ...rest, initialized: true, merge: true } };
  const { __data: data } = helper(object);
  for (const prop of meta.relations) {
    const value: unknown = row[prop.name];
    if (value === undefined) continue;
    if (isToMany(prop)) {
      if (Array.isArray(value)) mergeMembers(merging, prop, value);
    } else if (prop.mappedBy) mergeInverse(merging, prop, value);
    else if (isJoinedRow(value) && Utils.isEntity(Reference.unwrapReference((data as Data)[prop.name])))
      mergeJoinedRow(merging, prop, value);
  }
}

import { type EntityProperty } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { isToMany } from './stored-form.ts';

/** The rows of a to-many relation that were read along with a row. */
export interface MembersInRow {
  readonly prop: EntityProperty;
  readonly rows: readonly unknown[];
}

const relations = new WeakMap<Meta, readonly EntityProperty[]>();

/** The rows of to-many relations that were read along with the row `data`. */
export function membersInRow(meta: Meta, data: Data): readonly MembersInRow[] {
  let toMany = relations.get(meta);
  if (!toMany) relations.set(meta, (toMany = meta.relations.filter(isToMany)));
  return toMany
    .filter(({ name }) => Array.isArray(data[name]))
    .map(prop => ({ prop, rows: data[prop.name] }));
}

/** Runs `work` while `data` does not have the members. */
export function withoutMembers(data: Data, members: readonly MembersInRow[], work: () => void): void {
  for (const { prop } of members) data[prop.name] = undefined;
  work();
  for (const { prop, rows } of members) data[prop.name] = rows;
}

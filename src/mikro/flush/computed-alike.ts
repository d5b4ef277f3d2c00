import { type EntityProperty, isRaw, type Platform, type RawQueryFragment } from '@mikro-orm/postgresql';
import { bind } from '../computed/bind.ts';
import { sourceOf } from '../computed/bind-changes.ts';
import { isExpression, type Sql } from '../computed/expression.ts';
import { Target } from '../computed/target.ts';
import { type ChangeSet } from '../parts/internals.ts';

/** What the database computes of a row that a statement calls "t", by column. */
export type Computed = ReadonlyMap<string, Sql>;

/** Changes by whose expressions are the same, so that one statement computes them for all; those that have to be written alone are left out. */
export function computedAlike(
  platform: Platform,
  changeSets: readonly ChangeSet[],
): readonly (readonly [Computed, readonly ChangeSet[]])[] {
  const groups = new Map<string, readonly [Computed, ChangeSet[]]>();
  for (const changeSet of changeSets) {
    const computed = computedOf(platform, changeSet);
    if (!computed) continue;
    const assignments = [...computed].map(
      ([column, { sql, params }]) => `${column} = ${platform.formatQuery(sql, params)}`,
    );
    const name = JSON.stringify(assignments.toSorted());
    const group = groups.get(name) ?? [computed, []];
    groups.set(name, group);
    group[1].push(changeSet);
  }
  return [...groups.values()];
}

/** Undefined when something of it is SQL of the application, or is read by SQL of its own. */
function computedOf(platform: Platform, { meta, payload }: ChangeSet): Computed | undefined {
  const computed = new Map<string, Sql>();
  for (const [name, fragment] of Object.entries<unknown>(payload)) {
    if (!isRaw(fragment)) continue;
    const prop: EntityProperty | undefined = meta.properties[name];
    const source: RawQueryFragment = sourceOf(fragment);
    if (!prop || prop.fieldNames.length > 1 || prop.customType?.convertToJSValueSQL || !isExpression(source))
      return undefined;
    const { sql, params } = bind(source, new Target(platform, meta, prop, { alias: 't' }));
    computed.set(prop.fieldNames[0] as string, { sql, params });
  }
  return computed;
}

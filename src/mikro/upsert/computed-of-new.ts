import { type EntityProperty, type RawQueryFragment } from '@mikro-orm/postgresql';
import { bind } from '../computed/bind.ts';
import { isExpression } from '../computed/expression.ts';
import { ofNewRow } from '../computed/new-target.ts';
import { Target } from '../computed/target.ts';
import { type Data } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';
import { type Draft } from './draft.ts';
import { type UpsertCall } from './upsert-call.ts';

/** The SQL of what the database is to compute for a new row, by property. */
export function computedOfNew({ em, meta }: UpsertCall, { given, computed = {} }: Draft): Data {
  const fragments = Object.entries(computed);
  if (fragments.length === 0) return {};
  const start = quietly(() => ({ ...given }));
  const bound = (name: string, fragment: RawQueryFragment) => {
    if (!isExpression(fragment)) return fragment;
    const prop = meta.properties[name as never] as EntityProperty;
    return bind(ofNewRow(fragment, start), new Target(em.getPlatform(), meta, prop, { isNew: true }));
  };
  return Object.fromEntries(
    fragments.map(([name, fragment]) => [name, bound(name, fragment as RawQueryFragment)]),
  );
}

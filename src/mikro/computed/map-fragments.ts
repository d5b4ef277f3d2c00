import { isRaw } from '@mikro-orm/postgresql';
import { type Data } from '../parts/internals.ts';

interface Mapped {
  readonly object?: boolean | undefined;
  readonly fieldNames: readonly string[];
}

/** Maps data to columns by `map`; MikroORM would take a fragment for a JSON embeddable for an embeddable. */
export function mapFragments(
  data: Data,
  properties: Readonly<Record<string, Mapped>> | undefined,
  map: (data: Data) => Data,
): Data {
  const names =
    properties && data ? Object.keys(data).filter(name => properties[name]?.object && isRaw(data[name])) : [];
  if (names.length === 0) return map(data);
  const others = { ...data };
  for (const name of names) delete others[name];
  const columns = names.map(name => [properties?.[name]?.fieldNames[0], data[name] as unknown]);
  return { ...map(others), ...Object.fromEntries(columns) };
}

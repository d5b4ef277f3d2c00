import { type EntityManager, equals, JsonType } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';

/** The properties of the row `stored` that differ from a snapshot `other`. */
export function differingFields(em: EntityManager, meta: Meta, stored: Data, other: Data): Set<string> {
  const differing = new Set<string>();
  const changes: Data = em.getComparator().diffEntities(meta.class, other, stored);
  for (const name of Object.keys(changes))
    if (name in stored && !sameJson(meta, name, stored[name], other[name])) differing.add(name);
  return differing;
}

/** PostgreSQL orders the keys of a jsonb value as it likes. */
function sameJson(meta: Meta, name: string, one: unknown, other: unknown): boolean {
  if (!(meta.properties[name]?.customType instanceof JsonType)) return false;
  return typeof one === 'string' && typeof other === 'string' && equals(JSON.parse(one), JSON.parse(other));
}

const comparables = new WeakMap<Meta, ReadonlySet<string>>();

/** The stored properties that no flush compares, because the application does not write them, and that differ from the base or from memory. */
export function differingReadOnlyFields(meta: Meta, object: object, stored: Data, base: Data): string[] {
  let compared = comparables.get(meta);
  if (!compared) comparables.set(meta, (compared = new Set(meta.comparableProps.map(({ name }) => name))));
  return Object.keys(stored).filter(name => {
    if (compared.has(name) || meta.properties[name]?.mappedBy) return false;
    if (!equals(stored[name], base[name])) return true;
    return !meta.properties[name]?.customType && !equals(stored[name], Reflect.get(object, name));
  });
}

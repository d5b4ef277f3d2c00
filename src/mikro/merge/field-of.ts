import { type Meta } from '../parts/internals.ts';

/** The property that the application sees: for a column of an embeddable the property that holds the embeddable. */
export function fieldOf(meta: Meta, property: string): string {
  const [holder] = meta.properties[property]?.embedded ?? [];
  return holder ? fieldOf(meta, holder) : property;
}

/** The properties, with those of the same embeddable for each: an embeddable is one value. */
export function wholeFields(meta: Meta, properties: Iterable<string>): Set<string> {
  const whole = new Set(properties);
  const fields = new Set<string>();
  for (const property of whole) if (meta.properties[property]?.embedded) fields.add(fieldOf(meta, property));
  if (fields.size > 0)
    for (const { name, embedded } of meta.props)
      if (embedded && fields.has(fieldOf(meta, name))) whole.add(name);
  return whole;
}

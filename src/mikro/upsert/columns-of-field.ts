import { type EntityProperty } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';

/** The columns that a field of the options means: a property, a part of an embeddable (`address.city`), or `*`. */
export function columnsOfField(meta: Meta, field: string): readonly string[] {
  if (field === '*') return meta.comparableProps.filter(prop => !prop.lazy).flatMap(columnsOf);
  const [name = '', ...rest] = field.split('.');
  const prop: EntityProperty | undefined = meta.properties[field as never] ?? meta.properties[name as never];
  if (!prop) return [field];
  const part =
    rest.length > 0 && rest[0] !== '*' && !prop.object ? prop.embeddedProps?.[rest.join('.')] : undefined;
  return columnsOf(part ?? prop);
}

function columnsOf(prop: EntityProperty): readonly string[] {
  const inline = prop.embeddedProps && !prop.object;
  return inline ? Object.values(prop.embeddedProps).flatMap(columnsOf) : (prop.fieldNames ?? []);
}

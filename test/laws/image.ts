import { Buffer } from 'node:buffer';
import {
  type EntityManager,
  type EntityProperty,
  ReferenceKind,
  Reference,
  ScalarReference,
  wrap,
} from '../../src/index.ts';

/** The loaded values of an object, version included, as plain data that can be compared. */
export type Image = Record<string, unknown>;

/** Pictures `object`. What is not loaded is not in it; collections never are. */
export function imageOf(em: EntityManager, object: object): Image {
  const { props } = em.getMetadata().get(object.constructor as never);
  const pictured = props
    .filter(property => !isCollection(property) && !property.embedded)
    .map(property => [property.name, plainOf(Reflect.get(object, property.name))]);
  return Object.fromEntries(pictured.filter(([, value]) => value !== undefined));
}

/** The image without the formulas, which only a SELECT computes. */
export function storedImageOf(em: EntityManager, object: object): Image {
  return withoutFormulas(em, object, imageOf(em, object));
}

/** `image`, of an object like `object`, without the formulas. */
export function withoutFormulas(em: EntityManager, object: object, image: Image): Image {
  return without(image, em, object, ({ formula }) => !!formula);
}

/** The image of what the application assigns: no formulas, generated columns or version. */
export function writtenImageOf(em: EntityManager, object: object): Image {
  return without(
    imageOf(em, object),
    em,
    object,
    ({ formula, generated, version }) => !!(formula ?? generated ?? version),
  );
}

function without(
  image: Image,
  em: EntityManager,
  object: object,
  leftOut: (property: EntityProperty) => boolean,
): Image {
  const { properties } = em.getMetadata().get(object.constructor as never);
  return Object.fromEntries(Object.entries(image).filter(([name]) => !leftOut(properties[name]!)));
}

function isCollection({ kind }: EntityProperty): boolean {
  return kind === ReferenceKind.ONE_TO_MANY || kind === ReferenceKind.MANY_TO_MANY;
}

function plainOf(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (ScalarReference.isScalarReference(value)) return plainOf(value.unwrap());
  if (Reference.isReference(value)) return keyOf(value.unwrap() as object);
  if (Array.isArray(value)) return value.map(plainOf);
  if ('__meta' in value && !Reflect.get(value.__meta as object, 'embeddable')) return keyOf(value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plainOf(inner)]));
}

function keyOf(row: object): unknown {
  return { key: plainOf(wrap(row, true).getPrimaryKey()) };
}

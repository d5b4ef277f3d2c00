import {
  type EntityManager,
  type EntityProperty,
  isRaw,
  QueryHelper,
  ReferenceKind,
  Utils,
} from '@mikro-orm/postgresql';
import { ExpressionError } from '../../errors/expression-errors.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { isJsonEmbeddable } from '../merge/json-embeddables.ts';
import { bind } from './bind.ts';
import { hasExpressions, jsonWith, type KeyOf } from './json-target.ts';
import { Target } from './target.ts';

/** What a statement assigns to the row of an object. */
export interface Payload {
  /** Values of the application, and fragments for what the database computes, by property. */
  readonly assigned: Data;
  /** The properties that get values of the application, as the application names them. */
  readonly given: ReadonlySet<string>;
}

/** What `changes` assign to a row of `meta` by `operation`. */
export function payloadOf(
  em: EntityManager,
  meta: Meta,
  changes: object,
  operation: 'em.updateRow' | 'em.updateWhere',
): Payload {
  const assigned: Data = {};
  const given = new Set<string>();
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) continue;
    if (!hasExpressions(value)) given.add(name);
    assign(
      assigned,
      value,
      (prop: EntityProperty) => new Target(em.getPlatform(), meta, prop),
      requireProperty(meta, name, operation),
    );
  }
  if (Object.keys(assigned).length === 0)
    throw new ExpressionError(operation, 'the changes name no property.', meta.className);
  return { assigned: QueryHelper.processObjectParams(assigned) as Data, given };
}

type TargetOf = (prop: EntityProperty) => Target;

function assign(assigned: Data, value: unknown, targetOf: TargetOf, prop: EntityProperty): void {
  if (isRaw(value)) assigned[prop.name] = bind(value, targetOf(prop));
  else if (prop.kind === ReferenceKind.EMBEDDED && !isJsonEmbeddable(prop))
    assignInside(assigned, value, targetOf, prop);
  else if (hasExpressions(value))
    assigned[prop.name] = jsonWith(targetOf(prop), value as object, keyOf(prop));
  else assigned[prop.name] = value;
}

/** An embeddable with columns of its own: those that are named change, and all of them when it becomes null. */
function assignInside(assigned: Data, value: unknown, targetOf: TargetOf, prop: EntityProperty): void {
  for (const [name, inner] of Object.entries(prop.embeddedProps)) {
    const part: unknown = value === null ? null : (value as Data)[name];
    if (part !== undefined) assign(assigned, part, targetOf, inner as EntityProperty);
  }
}

/** Parts of an embeddable have the names of their columns in its JSON. */
function keyOf(prop: EntityProperty): KeyOf {
  return (path, name) => {
    let holder: EntityProperty | undefined = prop;
    for (const part of path)
      holder = Object.values<EntityProperty>(holder?.embeddedProps ?? {}).find(
        ({ fieldNames }) => fieldNames?.[0] === part,
      );
    return (holder?.embeddedProps?.[name] as EntityProperty | undefined)?.fieldNames?.[0] ?? name;
  };
}

function requireProperty(meta: Meta, name: string, operation: string): EntityProperty {
  const prop: EntityProperty | undefined = meta.properties[name];
  const refuse = (reason: string) => new ExpressionError(operation, reason, meta.className, name);
  if (!prop) throw refuse('there is no such property.');
  if (prop.primary || prop.version) throw refuse('keys and versions are not changed in place.');
  if (prop.kind === ReferenceKind.ONE_TO_MANY || prop.kind === ReferenceKind.MANY_TO_MANY || prop.mappedBy)
    throw refuse('it is stored in other rows.');
  if (prop.persist === false || prop.formula || prop.generated)
    throw refuse('it is not stored by the application.');
  return prop;
}

/** The values of a payload in the form in which they are stored are the statement's to make; these are its columns. */
export function columnsIn(meta: Meta, { assigned }: Payload): string[] {
  return Object.keys(assigned).flatMap(name => Utils.asArray(meta.properties[name]?.fieldNames));
}

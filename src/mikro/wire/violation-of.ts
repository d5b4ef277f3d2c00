import { type EntityProperty } from '@mikro-orm/postgresql';
import { type DatabaseError } from 'pg';
import { type Violation } from '../../errors/database/violation.ts';
import { type Meta } from '../parts/internals.ts';
import { type Typing } from './typed-error.ts';

/** What a refused row's error says of the rule, in the words of the entity whose table it is. */
export function violationOf(error: DatabaseError, typing: Typing): Violation {
  const meta = metaOf(error, typing);
  const named = meta && error.constraint ? propertiesNamed(meta, error.constraint, typing) : [];
  const columns = columnsOf(error, named);
  return {
    constraint: error.constraint,
    table: error.table,
    schema: error.schema,
    columns,
    entity: meta?.className,
    properties: (named.length > 0 ? named : propertiesOf(meta, columns)).map(({ name }) => name),
  };
}

/** Of classes that share a table, the one that they all extend. */
function metaOf({ table, schema }: DatabaseError, { metadata }: Typing): Meta | undefined {
  if (table === undefined || !metadata) return undefined;
  return [...metadata].find(
    meta =>
      meta.tableName === table &&
      (!meta.schema || meta.schema === '*' || meta.schema === schema) &&
      !meta.embeddable &&
      !meta.virtual &&
      meta.root === meta,
  );
}

/** The properties of the unique key, foreign key or check that `constraint` is the name of. */
function propertiesNamed(meta: Meta, constraint: string, { platform }: Typing): EntityProperty[] {
  const byName = (names: readonly string[] | string = []) =>
    [names].flat().flatMap(name => meta.properties[name] ?? []);
  const nameOf = (properties: EntityProperty[], kind: 'unique' | 'foreign') =>
    platform.getIndexName(
      meta.tableName,
      properties.flatMap(({ fieldNames }) => fieldNames),
      kind,
    );

  if (constraint === platform.getDefaultPrimaryName(meta.tableName, meta.primaryKeys))
    return byName(meta.primaryKeys);
  const check = meta.checks.find(({ name }) => name === constraint);
  if (check) return byName(check.property);
  for (const { name, properties } of [...meta.uniques, ...meta.indexes]) {
    const own = byName(properties as string | string[]);
    if (constraint === (name ?? nameOf(own, 'unique'))) return own;
  }
  return stored(meta).filter(
    prop =>
      constraint === prop.unique ||
      constraint === (prop.foreignKeyName ?? nameOf([prop], 'foreign')) ||
      (prop.unique === true && constraint === nameOf([prop], 'unique')),
  );
}

/** A column of its own, else those of the properties, else those of `Key (email)=(…)`, in whatever language that is. */
function columnsOf(
  { column, detail }: DatabaseError,
  properties: readonly EntityProperty[],
): readonly string[] {
  if (column !== undefined) return [column];
  const columns = properties.flatMap(({ fieldNames }) => fieldNames);
  if (columns.length > 0) return columns;
  const [, listed] = /\(([\w", ]+)\)=\(/.exec(detail ?? '') ?? [];
  return listed === undefined ? [] : listed.split(', ').map(name => name.replaceAll('"', ''));
}

function propertiesOf(meta: Meta | undefined, columns: readonly string[]): EntityProperty[] {
  if (!meta) return [];
  return stored(meta).filter(({ fieldNames }) => fieldNames.every(field => columns.includes(field)));
}

function stored(meta: Meta): EntityProperty[] {
  return meta.props.filter(({ fieldNames, persist }) => persist !== false && fieldNames?.length > 0);
}

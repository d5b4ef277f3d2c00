import { type DatabaseTable } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';
import { type AnyOrm } from './schema-helper.ts';

/** A table as the entities declare it. */
export interface DeclaredTable {
  /** As SQL names it. */
  readonly name: string;
  /** The class whose rows it has; the root where several classes share it. */
  readonly meta: Meta;
  /** That class, or the collection whose members it joins. */
  readonly entity: string;
  /** All that a migration would create of it. */
  readonly table: DatabaseTable;
}

/** The tables of the entities, those that join m:n collections included. */
export function declaredTables(orm: AnyOrm): readonly DeclaredTable[] {
  const metadata = [...orm.getMetadata()] as Meta[];
  return orm.schema
    .getTargetSchema()
    .getTables()
    .flatMap(table => {
      const found = metadata.find(meta => isStoredIn(meta, table));
      if (!found) return [];
      const meta = found.root.tableName === found.tableName ? found.root : found;
      return [{ name: table.getQuotedName(), meta, entity: entityOf(metadata, meta), table }];
    });
}

function isStoredIn(meta: Meta, { name, schema }: DatabaseTable): boolean {
  if (meta.embeddable || meta.virtual || meta.view || meta.tableName !== name) return false;
  return meta.schema === undefined || meta.schema === schema;
}

function entityOf(metadata: readonly Meta[], meta: Meta): string {
  const joins = metadata
    .flatMap(owner => owner.relations.map(prop => ({ owner, prop })))
    .find(({ prop }) => meta.pivotTable && prop.owner && prop.pivotEntity === meta.class);
  return joins ? `${joins.owner.className}.${joins.prop.name}` : meta.className;
}

/** The properties that columns are of, or the columns themselves. */
export function propertiesOf({ meta }: DeclaredTable, columns: readonly string[]): readonly string[] {
  const nameOf = (column: string) =>
    meta.props.find(({ fieldNames }) => fieldNames?.includes(column))?.name ?? column;
  return [...new Set(columns.map(nameOf))];
}

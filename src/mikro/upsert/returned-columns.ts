import { type EntityProperty } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';
import { driverOf, tableProps, type UpsertCall } from './upsert-call.ts';

/** The list of all that a read of the row would have; of its lazy columns those in `written` alone. */
export function returnedColumns(call: UpsertCall, meta: Meta, written: ReadonlySet<string>): string {
  const platform = driverOf(call.em).platform;
  const table = platform.quoteIdentifier(meta.tableName);
  const wanted = tableProps(meta).filter(prop => {
    const there = platform.shouldHaveColumn(prop, true, undefined, true, false);
    return there && (!prop.lazy || prop.fieldNames.some(name => written.has(name)));
  });
  return [
    ...new Set(
      wanted.flatMap(prop => (prop.formula ? formula(call, meta, prop) : columns(call, prop, table))),
    ),
  ].join(', ');
}

function columns({ em }: UpsertCall, prop: EntityProperty, table: string): readonly string[] {
  const { platform } = driverOf(em);
  return prop.fieldNames.map((name, index) => {
    const column = platform.quoteIdentifier(name);
    const type = prop.customTypes?.[index] ?? prop.customType;
    const sql = type?.convertToJSValueSQL?.(`${table}.${column}`, platform);
    return sql ? `${sql} as ${column}` : `${table}.${column}`;
  });
}

function formula({ em, options }: UpsertCall, meta: Meta, prop: EntityProperty): readonly string[] {
  const driver = driverOf(em);
  const alias = driver.platform.quoteIdentifier(meta.tableName);
  const mapping = meta.createColumnMappingObject(alias);
  const table = driver.createFormulaTable(alias, meta, options.schema);
  const column = driver.platform.quoteIdentifier(prop.fieldNames[0] as string);
  return [`${driver.evaluateFormula(prop.formula, mapping, table)} as ${column}`];
}

import { type EntityProperty } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';
import { driverOf, tableProps, type UpsertCall } from './upsert-call.ts';

/** What a statement returns, and the column that it is the value of. */
export interface ReturnedColumn {
  readonly column: string;
  readonly sql: string;
}

/** The list of all that a read of the row would have; of its lazy columns those in `written` alone. */
export function returnedColumns(call: UpsertCall, meta: Meta, written: ReadonlySet<string>): string {
  const quote = (name: string) => call.em.getPlatform().quoteIdentifier(name);
  const table = quote(meta.tableName);
  const listed = columnsToReturn(call, meta, written, table).map(({ column, sql }) =>
    sql === `${table}.${quote(column)}` ? sql : `${sql} as ${quote(column)}`,
  );
  return listed.join(', ');
}

/** The same column by column, of a statement that calls the table `table`. */
export function columnsToReturn(
  call: UpsertCall,
  meta: Meta,
  written: ReadonlySet<string>,
  table: string,
): readonly ReturnedColumn[] {
  const platform = driverOf(call.em).platform;
  const wanted = tableProps(meta).filter(prop => {
    const there = platform.shouldHaveColumn(prop, true, undefined, true, false);
    return there && (!prop.lazy || prop.fieldNames.some(name => written.has(name)));
  });
  const all = wanted.flatMap(prop =>
    prop.formula ? formula(call, meta, prop, table) : columns(call, prop, table),
  );
  return [...new Map(all.map(one => [one.column, one])).values()];
}

function columns({ em }: UpsertCall, prop: EntityProperty, table: string): readonly ReturnedColumn[] {
  const { platform } = driverOf(em);
  return prop.fieldNames.map((name, index) => {
    const column = `${table}.${platform.quoteIdentifier(name)}`;
    const type = prop.customTypes?.[index] ?? prop.customType;
    return { column: name, sql: type?.convertToJSValueSQL?.(column, platform) ?? column };
  });
}

function formula(
  { em, options }: UpsertCall,
  meta: Meta,
  prop: EntityProperty,
  alias: string,
): readonly ReturnedColumn[] {
  const driver = driverOf(em);
  const mapping = meta.createColumnMappingObject(alias);
  const table = driver.createFormulaTable(alias, meta, options.schema);
  const sql = String(driver.evaluateFormula(prop.formula, mapping, table));
  return [{ column: prop.fieldNames[0] as string, sql }];
}

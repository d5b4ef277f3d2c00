import { isRaw } from '@mikro-orm/postgresql';
import { isRecorded } from '../state/record.ts';
import { type Data } from '../parts/internals.ts';
import { conflictCondition } from './conflict-condition.ts';
import { differs } from './differs.ts';
import { returnedColumns } from './returned-columns.ts';
import { type RowToWrite } from './row-to-write.ts';
import { driverOf, run, type UpsertCall } from './upsert-call.ts';
import { versionColumn } from './version-column.ts';

/** Says of a returned row whether it is new: whoever updates a row leaves the id of its transaction in the one before. */
export const IS_NEW = 'selfsame_is_new';

/** Rows with the same columns, target and effect: those of one statement. */
export type Batch = readonly [RowToWrite, ...RowToWrite[]];

/**
 * Inserts rows, or updates those that exist, and returns the rows that were written:
 *
 *     insert into "author" ("email", "age") values ('ada@x', 36), … on conflict ("email")
 *     do update set "age" = excluded."age", "version" = coalesce("author"."version", 0) + 1
 *     where ("author"."age" is distinct from excluded."age") returning "author"."id", …
 */
export function upsertStatement(call: UpsertCall, batch: Batch): Promise<Data[]> {
  const { em, meta, options } = call;
  const driver = driverOf(em);
  const quote = (name: string) => driver.platform.quoteIdentifier(name);
  const [{ target }] = batch;
  const isNew = isRecorded(em) ? `, (${quote(meta.tableName)}.xmax = 0) as ${quote(IS_NEW)}` : '';
  const names = Object.keys(batch[0].columns);
  const cells = batch.map(({ columns }) => names.map(name => cellOf(columns[name])));
  const values = cells.map(row => `(${row.map(({ sql }) => sql).join(', ')})`);
  const params = cells.flat().flatMap(cell => cell.params);
  return run(
    call,
    `insert into ${driver.getTableName(meta, options)} (${names.map(quote).join(', ')}) values ${values.join(', ')} ` +
      `on conflict ${target.sql} ${onConflict(call, batch)} returning ${returnedColumns(call, meta, new Set(names))}${isNew}`,
    [...params, ...target.params],
  );
}

/** A value, or what the database computes in its place. */
function cellOf(value: unknown): { readonly sql: string; readonly params: readonly unknown[] } {
  return isRaw(value) ? value : { sql: '?', params: [value] };
}

function onConflict(call: UpsertCall, [{ merged, version, changes }]: Batch): string {
  const { em, meta } = call;
  const quote = (name: string) => driverOf(em).platform.quoteIdentifier(name);
  const table = quote(meta.tableName);
  const counter = changes ? versionColumn(meta) : undefined;
  const assignments = merged.map(name => `${quote(name)} = excluded.${quote(name)}`);
  if (counter) assignments.push(`${quote(counter)} = coalesce(${table}.${quote(counter)}, 0) + 1`);
  if (assignments.length === 0) return 'do nothing';

  const condition = conflictCondition(call);
  const conditions = [
    // What is the same in one of joined tables may differ in another, and the version is that of all.
    ...(meta.inheritanceType === 'tpt' ? [] : [differs(call, meta, merged)]),
    ...(counter && version !== undefined ? [`${table}.${quote(counter)} = excluded.${quote(counter)}`] : []),
    ...(condition ? [`(${condition})`] : []),
  ];
  const where = conditions.length > 0 ? ` where ${conditions.join(' and ')}` : '';
  return `do update set ${assignments.join(', ')}${where}`;
}

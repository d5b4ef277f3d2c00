import { valueColumn } from '../flush/column-types.ts';
import { type Data } from '../parts/internals.ts';
import { type ConflictTarget } from './conflict-target.ts';
import { returnedColumns } from './returned-columns.ts';
import { type RowToWrite } from './row-to-write.ts';
import { driverOf, run, type UpsertCall } from './upsert-call.ts';

const number = 'selfsame_number';

/**
 * Reads the stored rows that inserts ran into, by the keys that they conflicted on:
 *
 *     select 0 as "selfsame_number", "author"."id", … from "author" where "author"."email" = 'ada@x' union all …
 */
export async function readBack(
  call: UpsertCall,
  rows: readonly RowToWrite[],
): Promise<Map<RowToWrite, Data>> {
  const { em, meta, options } = call;
  const table = driverOf(em).getTableName(meta, options);
  const columns = returnedColumns(call, meta, new Set(rows.flatMap(row => Object.keys(row.columns))));
  const conditions = rows.map(row => keyCondition(call, row));
  const found = await run(
    call,
    conditions
      .map(({ sql }, index) => `select ${index} as "${number}", ${columns} from ${table} where ${sql}`)
      .join(' union all '),
    conditions.flatMap(({ params }) => params),
  );
  return new Map(found.map(({ [number]: index, ...row }) => [rows[index] as RowToWrite, row]));
}

interface Condition {
  readonly sql: string;
  readonly params: readonly unknown[];
}

function keyCondition(call: UpsertCall, { target, columns }: RowToWrite): Condition {
  if (!target.columns) return sameTarget(call, target, columns);
  const quote = (name: string) => call.em.getPlatform().quoteIdentifier(name);
  const table = quote(call.meta.tableName);
  const predicate = target.predicate ? ` and ${target.predicate}` : '';
  return {
    sql:
      target.columns
        .map(name => `${table}.${quote(name)} ${columns[name] == null ? 'is null' : '= ?'}`)
        .join(' and ') + predicate,
    params: target.columns.filter(name => columns[name] != null).map(name => columns[name] as unknown),
  };
}

/** The condition that the expressions of the application's target have the same values for the stored row as for the given one. */
function sameTarget({ em, meta }: UpsertCall, target: ConflictTarget, columns: Data): Condition {
  const platform = em.getPlatform();
  const sql = platform.formatQuery(target.sql, target.params).trim();
  const expressions = inParentheses(sql);
  if (!expressions) return { sql: 'false', params: [] };
  const predicate = sql
    .slice(expressions.length + 2)
    .replace(/^\s*where\s/i, '')
    .trim();
  const names = Object.keys(columns);
  const given = names.map(
    name => `${valueColumn(platform, meta, name).cell('?')} as ${platform.quoteIdentifier(name)}`,
  );
  return {
    sql:
      `(${expressions}) = (select ${expressions} from (select ${given.join(', ')}) as "given")` +
      (predicate ? ` and (${predicate})` : ''),
    params: names.map(name => columns[name] as unknown),
  };
}

/** What is between the parenthesis that `sql` starts with and the one that closes it. */
function inParentheses(sql: string): string | undefined {
  if (!sql.startsWith('(')) return undefined;
  let depth = 0;
  for (const [index, character] of sql.split('').entries()) {
    if (character === '(') depth++;
    if (character === ')' && --depth === 0) return sql.slice(1, index);
  }
  return undefined;
}

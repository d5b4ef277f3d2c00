import { valueColumn } from '../flush/column-types.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { columnKindOf } from '../identity/column-kind.ts';
import { driverOf, run, type UpsertCall } from '../upsert/upsert-call.ts';
import { type ProvenKey } from './prove-key.ts';

/**
 * The keys of an index that rows have, numbered, as a table named "w":
 *
 *     (select "#", lower("name") as "e0" from (values (0, 'Ada'), …) as "v" ("#", "name")) as "w"
 */
function keyList(
  { em, meta }: UpsertCall,
  { index }: ProvenKey,
  rows: readonly Data[],
): { sql: string; params: unknown[] } {
  const platform = em.getPlatform();
  const quote = (name: string) => platform.quoteIdentifier(name).toString();
  const names = index.columns;
  const cells = names.map(name => valueColumn(platform, meta, name).cell('?'));
  const values = rows.map((_, number) => `(${[number, ...cells].join(', ')})`);
  const parts = index.parts.map(
    ({ column, sql }, at) => `${column === null ? `(${sql})` : quote(column)} as "e${at}"`,
  );
  return {
    sql: `(select "#", ${parts.join(', ')} from (values ${values.join(', ')}) as "v" (${['"#"', ...names.map(quote)].join(', ')})) as "w"`,
    params: rows.flatMap(row => names.map(name => row[name] ?? null)),
  };
}

/** The stored rows by the number of the key that they have; `columns` is a list of SQL. */
export async function readByKeys(
  call: UpsertCall,
  proof: ProvenKey,
  rows: readonly Data[],
  columns: string,
): Promise<Map<number, Data>> {
  if (rows.length === 0) return new Map();
  const { em, meta, options } = call;
  const { index } = proof;
  const quote = (name: string) => em.getPlatform().quoteIdentifier(name).toString();
  const table = quote(meta.tableName);
  const list = keyList(call, proof, rows);
  const equal = index.parts.map(({ column, sql }, at) => {
    const part = column === null ? `(${sql})` : `${table}.${quote(column)}`;
    return `${part} ${index.nullsDistinct ? '=' : 'is not distinct from'} "w"."e${at}"`;
  });
  const predicate = index.predicate === null ? '' : ` where ${index.predicate}`;
  const found = await run(
    call,
    `select "w"."#", ${columns} from ${list.sql} join ${driverOf(em).getTableName(meta, options)} on ${equal.join(' and ')}${predicate}`,
    list.params,
  );
  return new Map(found.map(({ '#': number, ...row }) => [Number(number), row]));
}

/** Whether only the database can tell which of the keys are equal, and in which order they are. */
export function isForDatabase(meta: Meta, { index, declared }: ProvenKey): boolean {
  return (
    !declared ||
    index.parts.some(({ column }) => {
      const prop = meta.props.find(({ fieldNames }) => fieldNames?.includes(column ?? ''));
      return !prop || (!prop.targetMeta && columnKindOf(prop) === 'citext');
    })
  );
}

/** Texts that are equal for rows whose keys the database takes for equal. */
export async function keyTexts(call: UpsertCall, proof: ProvenKey, rows: readonly Data[]): Promise<string[]> {
  const list = keyList(call, proof, rows);
  const isCitext = ({ column }: { column: string | null }) =>
    call.meta.props.some(prop => prop.fieldNames?.includes(column ?? '') && columnKindOf(prop) === 'citext');
  const parts = proof.index.parts.map((part, at) =>
    isCitext(part) ? `lower("e${at}"::text)` : `"e${at}"::text`,
  );
  const texts = await run(
    call,
    `select json_build_array(${parts.join(', ')})::text as "text" from ${list.sql} order by "#"`,
    list.params,
  );
  return texts.map(({ text }) => String(text));
}

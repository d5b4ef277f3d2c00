import { helper } from '@mikro-orm/postgresql';
import { keyColumns } from '../flush/base-of-change.ts';
import { loadedColumns } from '../merge/loaded-columns.ts';
import { type Data } from '../parts/internals.ts';
import { interestsIn } from '../state/interests.ts';
import { columnsToReturn, type ReturnedColumn } from '../upsert/returned-columns.ts';
import { type Answered, type BulkWrite, type Enclosed } from './bulk-write.ts';
import { keysOfInterest } from './interest-condition.ts';
import { isAmong } from './key-list.ts';
import { loadedOwners } from './loaded-owners.ts';
import { keysOf, loadedAmong, namesKeys } from './loaded-rows.ts';
import { isLoadedRow, takeWritten } from './take-written.ts';

/** The rows that a statement has written, as the rest of it calls them, with the columns of the table by number and by name. */
const written = 'written';
const named = 'own';

/**
 * An update or insert that returns those of the rows it writes that the unit has objects for, or that are now members of what it
 * has loaded, or that somebody is interested in; undefined when there can be none:
 *
 *     with "written" as (update "seat" set … where … returning "seat"."id" as "~0", …)
 *     select "n"."~n", "w".* from (select count(*) as "~n" from "written") as "n"
 *     left join "written" as "w" on "w"."~0" = any('{1,2}'::int[])
 */
export function writtenRows(write: BulkWrite): Enclosed | undefined {
  const { em, meta, schema } = write;
  const loaded = write.kind === 'insert' ? [] : [loadedAmong(em, meta, write.condition, schema)];
  const known = loaded.filter(({ objects }) => objects.length > 0);
  const owners = loadedOwners(em, meta, write.columns);
  const interests = interestsIn(em, meta);
  if (known.length + owners.length + interests.length === 0) return undefined;

  const objects = known.flatMap(one => one.objects);
  const columns = columnsOf(write, objects);
  const returning = columns.map(({ sql }, at) => `${sql} as "~${at}"`).join(', ');
  // Of rows that are named by their keys few travel in vain.
  if (owners.length + interests.length === 0 && namesKeys(meta, write.condition))
    return {
      returning,
      enclose: statement => statement,
      answered: answer => plainly(write, columns, answer),
    };

  const name = (column: string) => `"w"."~${columns.findIndex(one => one.column === column)}"`;
  const key = keyColumns(meta).map(name);
  const condition = [
    ...known.map(rows => isAmong(key, keysOf(em, rows))),
    ...owners.map(({ prop, keys }) => isAmong(prop.fieldNames.map(name), keys)),
    ...interests.map(one => `(${key.join(', ')}) in (${keysOfInterest(em, one, named)})`),
  ].join(' or ');
  const rows =
    interests.length > 0 ? `, ${named} as (select ${namedColumns(write, columns)} from ${written})` : '';
  return {
    returning,
    enclose: statement =>
      `with ${written} as (${statement})${rows} ${write.countOnly ? counted(condition) : whole(condition)}`,
    answered: answer => answered(write, columns, answer),
  };
}

/** Takes an answer that has all rows, without a word on those that matter. */
function plainly(write: BulkWrite, columns: readonly ReturnedColumn[], answer: readonly Data[]): Answered {
  const rows = answer.map(row => byColumn(row, columns));
  return {
    count: answer.length,
    rows: write.countOnly ? [] : answer.map(withoutOurs),
    settle: () =>
      takeWritten(
        write,
        rows.filter(row => isLoadedRow(write, row)),
      ),
  };
}

function columnsOf(
  { em, meta, schema, alias }: BulkWrite,
  objects: readonly object[],
): readonly ReturnedColumn[] {
  const options = schema === undefined ? {} : { schema };
  return columnsToReturn({ em, meta, options }, meta, lazilyLoaded(objects), alias);
}

function answered(write: BulkWrite, columns: readonly ReturnedColumn[], answer: readonly Data[]): Answered {
  const hits = answer.filter(row => row['~'] === true).map(row => byColumn(row, columns));
  const settle = () => takeWritten(write, hits);
  return write.countOnly
    ? { count: Number(answer[0]?.['~n']), rows: [], settle }
    : { count: answer.length, rows: answer.map(withoutOurs), settle };
}

function counted(condition: string): string {
  return (
    `select "n"."~n", "w".* from (select count(*) as "~n" from ${written}) as "n" ` +
    `left join (select "w".*, true as "~" from ${written} as "w" where ${condition}) as "w" on true`
  );
}

function whole(condition: string): string {
  return `select "w".*, (${condition}) as "~" from ${written} as "w"`;
}

function namedColumns({ em }: BulkWrite, columns: readonly ReturnedColumn[]): string {
  return columns
    .map(({ column }, at) => `"~${at}" as ${em.getPlatform().quoteIdentifier(column)}`)
    .join(', ');
}

function byColumn(row: Data, columns: readonly ReturnedColumn[]): Data {
  return Object.fromEntries(columns.map(({ column }, at) => [column, row[`~${at}`] as unknown]));
}

/** What the caller has asked for. */
export function withoutOurs(row: Data): Data {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('~')));
}

/** Without the lazy columns that are loaded an object would be of two versions of its row. */
function lazilyLoaded(objects: readonly object[]): ReadonlySet<string> {
  const [first] = objects;
  if (!first || !helper(first).__meta.root.props.some(({ lazy }) => lazy)) return new Set();
  const names = objects.flatMap(object =>
    loadedColumns(object).flatMap(name => helper(object).__meta.properties[name as never]),
  ) as readonly { readonly lazy?: boolean; readonly fieldNames: readonly string[] }[];
  return new Set(names.filter(({ lazy }) => lazy).flatMap(({ fieldNames }) => fieldNames));
}

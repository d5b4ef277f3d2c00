import { type EntityManager, type IndexDef } from '@mikro-orm/postgresql';
import { readUniqueIndexes, type UniqueIndex } from '../create/unique-indexes.ts';
import { type DeclaredTable } from './declared-tables.ts';
import { type AnyOrm, schemaHelper } from './schema-helper.ts';

/** What a unique index is on. */
export interface KeyShape {
  /** Columns and expressions. Their order does not matter for what is unique. */
  readonly parts: readonly string[];
  readonly predicate: string | null;
  readonly nullsDistinct: boolean;
}

/** What a unique index of the database is on. */
export function shapeOf({ parts, predicate, nullsDistinct }: UniqueIndex): KeyShape {
  return { parts: parts.map(({ column, sql }) => column ?? sql).toSorted(), predicate, nullsDistinct };
}

/** Whether both say of the same rows that the same is unique, NULLs aside. */
export function isSameKey(one: KeyShape, other: KeyShape): boolean {
  return one.predicate === other.predicate && one.parts.join('\n') === other.parts.join('\n');
}

/** What a declared index would be on; undefined when only its author could tell. */
export async function declaredShape(
  orm: AnyOrm,
  declared: DeclaredTable,
  index: IndexDef,
): Promise<KeyShape | undefined> {
  if (isPlain(index)) return { parts: index.columnNames.toSorted(), predicate: null, nullsDistinct: true };
  const created = schemaHelper(orm).createIndex(index, declared.table);
  const onCopy = created.replace(onTable, (_all, using: string) => `create unique index on ${copy}${using}`);
  return onCopy === created ? undefined : shapeOnCopy(orm.em.fork(), declared, onCopy);
}

function isPlain({ expression, where, columns, columnNames }: IndexDef): boolean {
  return !expression && !where && !columns?.some(({ collation }) => collation) && !columnNames.some(isInside);
}

/** A path into JSON. */
function isInside(column: string): boolean {
  return column.includes('.');
}

const copy = 'pg_temp.selfsame_doctor';
const identifier = String.raw`(?:"[^"]+"|\w+)`;
const onTable = new RegExp(
  String.raw`^\s*create\s+unique\s+index\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?(?:${identifier}\s+)?` +
    String.raw`on\s+(?:only\s+)?(?:${identifier}\s*\.\s*)?${identifier}(\s*\(|\s+using\s)`,
  'i',
);

/** How PostgreSQL writes conditions and expressions only PostgreSQL knows: it is let make the index on an empty copy of the table. */
async function shapeOnCopy(
  em: EntityManager,
  { name }: DeclaredTable,
  create: string,
): Promise<KeyShape | undefined> {
  const connection = em.getConnection('write');
  const ctx = await connection.begin();
  try {
    await connection.execute(
      `create temporary table ${copy.slice('pg_temp.'.length)} (like ${name})`,
      [],
      'run',
      ctx,
    );
    await connection.execute(create, [], 'run', ctx);
    const [made] = await readUniqueIndexes(em, copy, ctx);
    return made && shapeOf(made);
  } catch {
    // Not allowed, or not on this server: a replica, a function that is missing.
    return undefined;
  } finally {
    await connection.rollback(ctx);
  }
}

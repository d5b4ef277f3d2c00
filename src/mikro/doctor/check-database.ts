import { type DatabaseFinding, DatabaseMismatchError } from '../../errors/database-mismatch-error.ts';
import { readUniqueIndexes } from '../create/unique-indexes.ts';
import { checkColumns, missingTable } from './check-columns.ts';
import { checkKeys } from './check-keys.ts';
import { checkReferences } from './check-references.ts';
import { type DeclaredTable, declaredTables } from './declared-tables.ts';
import { type AnyOrm } from './schema-helper.ts';
import { type StoredTable, storedTables } from './stored-tables.ts';
import { usableKeys } from './usable-keys.ts';

/**
 * Compares the database with what the entities declare, as far as promises rest on it: tables and columns, versions that count,
 * unique keys, foreign keys and what they do when a row is deleted. Returns what it found, each with what to write.
 *
 * Reads the catalogue alone, one statement and one more for each table. Where a condition or an expression is declared, PostgreSQL
 * is let make the index on an empty temporary table, which is rolled back.
 *
 * @example
 * const findings = await checkDatabase(orm);
 * console.assert(findings.every(({ isProblem }) => !isProblem));
 */
export async function checkDatabase(orm: AnyOrm): Promise<readonly DatabaseFinding[]> {
  const tables = declaredTables(orm);
  const em = orm.em.fork();
  const stored = await storedTables(
    em,
    tables.map(({ name }) => name),
  );
  const findings: DatabaseFinding[] = [];
  for (const declared of tables) {
    const table = stored.get(declared.name);
    if (table) findings.push(...(await checkTable(orm, declared, table)));
    else findings.push(missingTable(orm, declared));
  }
  return findings;
}

async function checkTable(
  orm: AnyOrm,
  declared: DeclaredTable,
  table: StoredTable,
): Promise<readonly DatabaseFinding[]> {
  const indexes = await readUniqueIndexes(orm.em.fork(), declared.name);
  const keys = await checkKeys(orm, declared, indexes);
  return [
    ...checkColumns(orm, declared, table),
    ...keys.findings,
    ...checkReferences(orm, declared, table),
    ...usableKeys(declared, keys.undeclared),
  ];
}

/** @throws DatabaseMismatchError for what has to be mended. */
export async function requireDatabase(orm: AnyOrm): Promise<void> {
  const problems = (await checkDatabase(orm)).filter(({ isProblem }) => isProblem);
  if (problems.length > 0) throw new DatabaseMismatchError(problems);
}

import { type IndexDef } from '@mikro-orm/postgresql';
import { type DatabaseFinding, type FindingKind } from '../../errors/database-mismatch-error.ts';
import { type UniqueIndex } from '../create/unique-indexes.ts';
import { type DeclaredTable } from './declared-tables.ts';
import { noteOn, problemIn } from './finding.ts';
import { type KeyShape } from './key-shape.ts';

/** A key that is declared and has an index on what it is declared for. */
interface IndexedKey {
  readonly declared: DeclaredTable;
  readonly index: IndexDef;
  readonly shape: KeyShape | undefined;
  readonly properties: readonly string[];
  /** The statement that makes its index. */
  readonly create: string;
}

/** That the index of a key keeps it unique at once and for all rows, as a lookup needs it. */
export function indexFindings(key: IndexedKey, stored: UniqueIndex): readonly DatabaseFinding[] {
  return [...guaranteeFindings(key, stored), ...nameFindings(key, stored)];
}

function guaranteeFindings(key: IndexedKey, stored: UniqueIndex): readonly DatabaseFinding[] {
  const { declared, index, properties, create } = key;
  const { name, quoted, drop, valid, immediate, collated, folded } = stored;
  const found: DatabaseFinding[] = [];
  const problem = (kind: FindingKind, says: string, migration: string) =>
    found.push(problemIn(declared, kind, properties, { says, migration }));
  const note = (kind: FindingKind, says: string) => found.push(noteOn(declared, kind, properties, { says }));
  if (!valid)
    problem(
      'key invalid',
      `the unique index "${name}" is not valid, as "create index concurrently" leaves one that failed. Remove the duplicates first.`,
      `reindex index ${quoted}`,
    );
  if (!immediate && !index.deferMode)
    problem(
      'key deferrable',
      `the constraint "${name}" is deferrable, so no insert can give way to it.`,
      `${drop}; ${create}`,
    );
  if (!immediate && index.deferMode)
    note('key deferrable', `it is declared deferrable, so em.getOrCreate and its kin refuse it.`);
  if (!collated)
    problem(
      'key collation',
      `the unique index "${name}" has another collation than its column, and by one of them texts are equal that by the other are not.`,
      `${drop}; ${create}`,
    );
  else if (folded.length > 0)
    note(
      'key folds',
      `its collation takes texts for equal that differ, which memory does not know: what is not flushed is found as it is spelled.`,
    );
  return [...found, ...nullFindings(key, stored)];
}

/** NULLs are of interest where there may be any. */
function nullFindings(
  { declared, shape, properties, create }: IndexedKey,
  stored: UniqueIndex,
): readonly DatabaseFinding[] {
  const { name, drop, nullsDistinct, columns } = stored;
  if (shape === undefined || nullsDistinct === shape.nullsDistinct) return [];
  if (nullsDistinct)
    return [
      problemIn(declared, 'key nulls', properties, {
        says: `it is declared "nulls not distinct", and "${name}" holds any number of rows with NULL.`,
        migration: `${drop}; ${create}`,
      }),
    ];
  if (!columns.some(column => declared.table.getColumn(column)?.nullable)) return [];
  return [
    noteOn(declared, 'key nulls', properties, {
      says: `"${name}" is "nulls not distinct": one row alone may have NULL, which is more than is declared.`,
    }),
  ];
}

/** What is told apart by name, as violations are in em.createUnique. */
function nameFindings(
  { declared, index, properties }: IndexedKey,
  { name, quoted }: UniqueIndex,
): readonly DatabaseFinding[] {
  if (index.primary || name === index.keyName) return [];
  return [
    noteOn(declared, 'key name', properties, {
      says: `its index is named "${name}", and declared as "${index.keyName}": em.createUnique does not know it for the one to try again for.`,
      migration: `alter index ${quoted} rename to "${index.keyName}"`,
    }),
  ];
}

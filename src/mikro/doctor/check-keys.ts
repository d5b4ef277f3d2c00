import { type IndexDef } from '@mikro-orm/postgresql';
import { type DatabaseFinding } from '../../errors/database-mismatch-error.ts';
import { type UniqueIndex } from '../create/unique-indexes.ts';
import { indexFindings } from './check-index.ts';
import { type DeclaredTable, propertiesOf } from './declared-tables.ts';
import { problemIn, noteOn } from './finding.ts';
import { declaredShape, isSameKey, type KeyShape, shapeOf } from './key-shape.ts';
import { type AnyOrm, schemaHelper } from './schema-helper.ts';

/** What the unique indexes of a table are to the keys that its class declares. */
export interface CheckedKeys {
  readonly findings: readonly DatabaseFinding[];
  /** The indexes that no key is declared for. */
  readonly undeclared: readonly UniqueIndex[];
}

/** That each key that is declared is one that the database keeps unique. */
export async function checkKeys(
  orm: AnyOrm,
  declared: DeclaredTable,
  indexes: readonly UniqueIndex[],
): Promise<CheckedKeys> {
  const findings: DatabaseFinding[] = [];
  const known = new Set<UniqueIndex>();
  for (const index of declared.table.getIndexes().filter(({ unique, primary }) => unique || primary)) {
    const shape = await declaredShape(orm, declared, index);
    const stored = storedFor(index, shape, indexes);
    if (stored) known.add(stored);
    findings.push(...findingsOf({ orm, declared, index, shape }, stored));
  }
  return { findings, undeclared: indexes.filter(index => !known.has(index)) };
}

/** The one that does it best, or else that of the same name. */
function storedFor(
  index: IndexDef,
  shape: KeyShape | undefined,
  indexes: readonly UniqueIndex[],
): UniqueIndex | undefined {
  const same = shape ? indexes.filter(candidate => isSameKey(shape, shapeOf(candidate))) : [];
  return (
    same.find(({ name, valid, immediate }) => valid && immediate && name === index.keyName) ??
    same.find(({ valid, immediate }) => valid && immediate) ??
    same[0] ??
    indexes.find(({ name }) => name === index.keyName)
  );
}

/** A key that is declared. */
interface Key {
  readonly orm: AnyOrm;
  readonly declared: DeclaredTable;
  readonly index: IndexDef;
  readonly shape: KeyShape | undefined;
}

function findingsOf(key: Key, stored: UniqueIndex | undefined): readonly DatabaseFinding[] {
  const { declared, index, shape } = key;
  const properties = propertiesOf(declared, index.columnNames);
  const create = createdBy(key);
  if (!stored)
    return [
      problemIn(declared, 'key missing', properties, {
        says: `${index.primary ? 'the primary key' : 'it is declared to be unique, and that'} has no unique index.`,
        migration: create,
      }),
    ];
  if (!shape)
    return [
      noteOn(declared, 'key unread', properties, {
        says: `whether "${stored.name}" is what is declared could not be found out; it is: ${stored.definition}.`,
      }),
    ];
  if (!isSameKey(shape, shapeOf(stored)))
    return [
      problemIn(declared, 'key differs', properties, {
        says: `the unique index "${stored.name}" is not what is declared; it is: ${stored.definition}.`,
        migration: `${stored.drop}; ${create}`,
      }),
    ];
  return indexFindings({ ...key, properties, create }, stored);
}

function createdBy({ orm, declared, index }: Key): string {
  return schemaHelper(orm).createIndex(index, declared.table, true);
}

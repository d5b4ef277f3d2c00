import { type Conflict, ConflictError, type FieldConflict } from '../../errors/conflict-error.ts';
import { conflictOf } from '../flush/conflict-of.ts';
import { storedForm } from '../merge/stored-form.ts';
import { type Data } from '../parts/internals.ts';
import { versionPropertyOf } from '../state/version-property.ts';
import { type RowToWrite } from './row-to-write.ts';
import { mapped, unitObject } from './unit-object.ts';
import { type UpsertCall } from './upsert-call.ts';
import { type StoredRow } from './write-rows.ts';

/** Refuses data of a version that its row does not have any more. */
export function requireGivenVersions(call: UpsertCall, stored: ReadonlyMap<RowToWrite, StoredRow>): void {
  if (call.options.onConflictAction === 'ignore') return;
  const column = versionPropertyOf(call.meta)?.fieldNames[0];
  if (!column) return;
  const outdated = [...stored].filter(
    ([{ version }, { row, written }]) =>
      version !== undefined && !written && Number(row[column]) !== Number(version),
  );
  if (outdated.length > 0)
    throw new ConflictError(outdated.map(([wanted, { row }]) => changedRow(call, wanted, row)));
}

function changedRow(call: UpsertCall, wanted: RowToWrite, row: Data): Conflict {
  const managed = wanted.drafts.find(draft => draft.managed)?.object;
  if (managed) return conflictOf(call.em, managed, snapshotOf(call, row));
  const entity = unitObject(call, { ...wanted, drafts: [] }, row);
  return { ...conflictOf(call.em, entity, snapshotOf(call, row)), fields: fieldsOf(call, wanted, entity) };
}

function snapshotOf(call: UpsertCall, row: Data): Data {
  return storedForm(call.em, call.meta, mapped(call, row), { convertCustomTypes: true });
}

/** What the data says against what is stored; what it was based on is not known. */
function fieldsOf(
  { meta }: UpsertCall,
  { merged, drafts }: RowToWrite,
  entity: Data,
): Record<string, FieldConflict> {
  const given: Data = Object.assign({}, ...drafts.map(draft => draft.given));
  const fields: Record<string, FieldConflict> = {};
  for (const { name, fieldNames } of meta.props) {
    if (!(name in given) || !fieldNames?.some(column => merged.includes(column))) continue;
    const [mine, theirs]: unknown[] = [given[name], entity[name]];
    fields[name] = { base: undefined, mine, theirs, clashes: mine !== theirs };
  }
  return fields;
}

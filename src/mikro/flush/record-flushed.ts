import { type UnitOfWork } from '../parts/unit-of-work.ts';
import { type ChangeSet } from '../parts/internals.ts';
import { isRecorded, recordWritten } from '../state/record.ts';
import { type WriteKind } from '../state/recorder.ts';

/** Tells what a flush has stored: first what it has deleted, whose keys new rows may have. */
export function recordFlushed(uow: UnitOfWork): void {
  if (!isRecorded(uow.em)) return;
  const changes = uow.getChangeSets().map(changeSet => ({ changeSet, kind: kindOf(changeSet) }));
  for (const { changeSet, kind } of changes.toSorted(deletionsFirst))
    recordWritten(uow.em, kind, changeSet.entity, fieldsOf(changeSet));
}

interface Change {
  readonly kind: WriteKind;
}

function deletionsFirst(one: Change, other: Change): number {
  return Number(other.kind === 'deleted') - Number(one.kind === 'deleted');
}

function kindOf({ type }: ChangeSet): WriteKind {
  if (type.startsWith('delete')) return 'deleted';
  return type.startsWith('create') ? 'created' : 'updated';
}

function fieldsOf({ payload, tptChangeSets = [] }: ChangeSet): string[] {
  return [payload, ...tptChangeSets.map(part => part.payload)].flatMap(part => Object.keys(part));
}

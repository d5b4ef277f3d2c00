import { type EntityManager, Utils } from '@mikro-orm/postgresql';
import { ConflictError, type FieldConflict } from '../../errors/conflict-error.ts';
import { conflictOf } from '../flush/conflict-of.ts';
import { expectationsOf } from '../flush/base-of-change.ts';
import { storedRows } from '../flush/stored-rows.ts';
import { storedForm } from '../merge/stored-form.ts';
import { type Data, type WriteOptions } from '../parts/internals.ts';
import { recordConflict } from '../state/record.ts';
import { settle } from '../reads/settle.ts';
import { changeSetOf, type RowUpdate } from './update-statement.ts';

/**
 * Finds out why a change was not made, and answers when it is because the guard did not hold: then the object is its row.
 *
 * @throws ConflictError when the row is gone, or is not what a value was to take the place of
 */
export async function missedRow(em: EntityManager, update: RowUpdate, changes: object): Promise<void> {
  const { object, meta, guard } = update;
  const changeSet = changeSetOf(update);
  const around = em.getTransactionContext();
  const rows = await storedRows(em, [changeSet], { ...(around && { ctx: around }) } as WriteOptions);
  const row = rows.get(object);
  const stored = row ? storedForm(em, meta, row, { convertCustomTypes: true }) : null;
  const merging = {
    merge: true,
    convertCustomTypes: true,
    ...(changeSet.schema && { schema: changeSet.schema }),
  };
  if (stored && guard !== undefined && (!update.checksBase || isAsExpected(update, stored))) {
    await settle(em, async () => em.getEntityFactory().create(meta.class, row as never, merging as never));
    return;
  }
  const conflict = conflictOf(em, object, stored);
  const fields = { ...conflict.fields, ...fieldsOf(update, changes, conflict.fields) };
  throw recordConflict(em, new ConflictError([{ ...conflict, fields }]));
}

function isAsExpected(update: RowUpdate, stored: Data): boolean {
  const expected = expectationsOf(changeSetOf(update));
  return Object.keys(expected).every(name => Utils.equals(stored[name], expected[name]));
}

/** What the application wanted to store is in no object. */
function fieldsOf(
  { object, payload }: RowUpdate,
  changes: object,
  known: Readonly<Record<string, FieldConflict>>,
): Record<string, FieldConflict> {
  return Object.fromEntries(
    [...payload.given].map(name => {
      const { base, theirs } = known[name] ?? {
        base: Reflect.get(object, name),
        theirs: Reflect.get(object, name),
      };
      const mine: unknown = Reflect.get(changes, name);
      const clashes = !Utils.equals(base, theirs) && !Utils.equals(mine, theirs);
      return [name, { base, mine, theirs, clashes }];
    }),
  );
}

import { type EntityManager, type EntityProperty, helper } from '@mikro-orm/postgresql';
import { applyColumns } from '../merge/apply-columns.ts';
import { editedFields } from '../merge/edited-fields.ts';
import { type EntityFactory } from '../parts/entity-factory.ts';
import { type Data } from '../parts/internals.ts';
import { isPending } from '../reads/leave-when-gone.ts';
import { parkTheirs } from '../state/base.ts';
import { recordTouch } from '../state/record.ts';
import { quietly } from '../state/quietly.ts';
import { rememberFor } from '../state/remember.ts';
import { noteRowWritten } from '../transaction/note-row-written.ts';
import { leaveTogether } from './leave-together.ts';

/** What a deletion has done to the row of a loaded object: it is gone, or its foreign key has become something else. */
export interface Reached {
  readonly object: object;
  readonly prop?: EntityProperty;
  readonly value?: unknown;
}

/** Brings the unit in step with what a deletion has reached. Returns the objects. */
export function takeDeleted(em: EntityManager, reached: readonly Reached[]): readonly object[] {
  for (const { object } of reached) recordTouch(em, object);
  const gone = new Set(reached.filter(({ prop }) => !prop).map(({ object }) => object));
  const moved = reached.filter(({ object, prop }) => prop && !gone.has(object));
  for (const { object, prop, value } of moved) if (prop) refer(em, object, prop, value ?? null);
  const leaving = [...gone].filter(object => !keepEdited(em, object));
  leaveTogether(em, leaving);
  return [...new Set(reached.map(({ object }) => object))];
}

/** An object that was edited while the statement ran stays, so that its edits are not lost in silence; the flush tells that its row is gone. */
function keepEdited(em: EntityManager, object: object): boolean {
  if (!isPending(em, object)) return false;
  rememberFor(em, object);
  parkTheirs(object, null);
  return true;
}

/** Makes the row's new foreign key that of the object, or of its base alone where the application has given it another one. */
function refer(em: EntityManager, object: object, { name }: EntityProperty, value: unknown): void {
  const { __meta: meta, __originalEntityData: base, __initialized: loaded } = helper(object);
  if (!base || !loaded || !(name in base)) return;
  rememberFor(em, object);
  if (editedFields(em, object).includes(name)) (base as Data)[name] = value;
  else {
    const factory = em.getEntityFactory() as unknown as EntityFactory;
    const options = { merge: true, convertCustomTypes: true };
    const row = { [name]: value };
    quietly(() => applyColumns(factory, { meta, object, row, options }, [name], { [name]: value }));
  }
  noteRowWritten(em, object);
}

import { type EntityManager, helper, Reference, ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { editedFields } from '../merge/edited-fields.ts';
import { suspectsOf } from '../state/suspects-of.ts';
import { stateOf } from '../state/unit-state.ts';

/** Whether memory is ahead of the rows: an object of the unit is edited, or a statement is scheduled. */
export function isUnitEdited(em: EntityManager): boolean {
  const uow = em.getUnitOfWork(false);
  if (uow.getPersistStack().size || uow.getRemoveStack().size || uow.getOrphanRemoveStack().size) return true;
  const { written } = stateOf(em);
  return suspectsOf(em).some(
    object => isMember(object) && (written.has(object) ? isEdited(em, object) : isEditedInPlace(em, object)),
  );
}

/** Not what was deleted or has left the unit. */
function isMember(object: object): boolean {
  const { __managed: managed, __originalEntityData: base } = helper(object);
  return managed && base !== undefined;
}

/** Whether the object has edits, its collections included. */
function isEdited(em: EntityManager, object: object): boolean {
  return hasDirtyCollection(object) || editedFields(em, object).length > 0;
}

/** Reading a collection exposes its owner, so an object that holds nothing else that changes in place is not compared. */
function isEditedInPlace(em: EntityManager, object: object): boolean {
  return hasDirtyCollection(object) || (holdsMutable(object) && editedFields(em, object).length > 0);
}

function hasDirtyCollection(object: object): boolean {
  const { __meta: meta, __data: data } = helper(object);
  return meta.relations.some(({ kind, name }) => {
    if (kind !== ReferenceKind.ONE_TO_MANY && kind !== ReferenceKind.MANY_TO_MANY) return false;
    const collection: unknown = data[name];
    return Utils.isCollection(collection) && collection.isDirty();
  });
}

function holdsMutable(object: object): boolean {
  const { __meta: meta, __data: data } = helper(object);
  return meta.comparableProps.some(({ name }) => {
    const value: unknown = data[name];
    return (
      typeof value === 'object' && value !== null && !Reference.isReference(value) && !Utils.isEntity(value)
    );
  });
}

import { type EntityManager, equals, helper } from '@mikro-orm/postgresql';
import { type ConflictKind } from '../../errors/conflict-error.ts';
import { storedRowsOf } from '../lock/rows-of.ts';
import { differingFields, differingReadOnlyFields } from '../merge/differing-fields.ts';
import { storedForm } from '../merge/stored-form.ts';
import { type EntityFactory } from '../parts/entity-factory.ts';
import { type Data } from '../parts/internals.ts';

/** Reads the rows of `objects` in one statement per class, and compares all that was loaded of them. */
export async function changedRows(
  em: EntityManager,
  objects: readonly object[],
): Promise<Map<object, ConflictKind>> {
  const changed = new Map<object, ConflictKind>(objects.map(object => [object, 'deleted']));
  const factory = em.getEntityFactory() as unknown as EntityFactory;
  for await (const { meta, schema, rows } of storedRowsOf(em, objects, {})) {
    const options = { convertCustomTypes: true, ...(schema && { schema }) };
    for (const row of rows) {
      const object = factory.findEntity(row, meta, options);
      if (object && isAsLoaded(em, object, row)) changed.delete(object);
      else if (object && changed.has(object)) changed.set(object, 'changed');
    }
  }
  return changed;
}

function isAsLoaded(em: EntityManager, object: object, row: Data): boolean {
  const { __meta: meta, __originalEntityData: base = {} } = helper(object) as unknown as {
    readonly __meta: Parameters<typeof storedForm>[1];
    readonly __originalEntityData?: Data;
  };
  const stored = storedForm(em, meta, row, { convertCustomTypes: true });
  for (const name of differingFields(em, meta, stored, base)) if (name in base) return false;
  return differingReadOnlyFields(meta, object, stored, base).every(
    name => !(name in base) || equals(stored[name], base[name]),
  );
}

import { type EntityManager, helper, isRaw, Reference, Utils, ValidationError } from '@mikro-orm/postgresql';
import { ExpressionError } from '../../errors/expression-errors.ts';
import { requireMember } from '../identity/require-member.ts';
import { type Meta } from '../parts/internals.ts';
import { isExpression } from './expression.ts';
import { payloadOf } from './payload.ts';
import { requireOwnGuard, type RowUpdate } from './update-statement.ts';

/** The change of the row of `given` that is asked for, if it can be made. */
export function rowUpdate(
  em: EntityManager,
  given: object,
  changes: object,
  guard: object | undefined,
): RowUpdate {
  const object = Reference.unwrapReference(given as never) as object;
  requireStored(em, object);
  const meta: Meta = helper(object).__meta;
  if (meta.inheritanceType === 'tpt')
    throw new ExpressionError(
      'em.updateRow',
      'its row is in several tables, so no one statement writes it. Assign to the properties of the object and flush.',
      meta.className,
    );
  const payload = payloadOf(em, meta, changes, 'em.updateRow');
  // A value takes the place of what was loaded, unless the guard says what it may take the place of.
  const checksBase = [...payload.given].some(name => guard === undefined || !(name in guard));
  const update = {
    object,
    meta,
    payload,
    guard,
    checksBase,
    hasForeignSql: [changes, guard].some(hasForeignSql),
  };
  requireOwnGuard(em, update);
  return update;
}

/** Not what nobody will store. */
function requireStored(em: EntityManager, object: object): void {
  requireMember(em, object);
  const uow = em.getUnitOfWork(false);
  if (!helper(object).__managed && !uow.getPersistStack().has(object))
    throw ValidationError.entityNotManaged(object as never);
}

/** Whether SQL of the application is in it. */
function hasForeignSql(value: unknown): boolean {
  if (isRaw(value)) return !isExpression(value);
  if (!Utils.isPlainObject(value) && !Array.isArray(value)) return false;
  return Object.getOwnPropertySymbols(value).length > 0 || Object.values(value).some(hasForeignSql);
}

import { type EntityManager, type EntityProperty, helper, Utils } from '@mikro-orm/postgresql';
import { editedFields } from '../merge/edited-fields.ts';
import { type Data } from '../parts/internals.ts';
import { remember } from '../state/remember.ts';
import { stateOfObject } from '../state/unit-state.ts';
import { otherSideOf, relatedBy } from './collection-of.ts';
import { putRelation } from './put-relation.ts';

/** Sets one side of a 1:1 relation as it was read, and the other as far as the application has not edited it. */
export function readOneToOne(object: object, prop: EntityProperty, value: unknown): void {
  const name = otherSideOf(prop) as string;
  const back = prop.targetMeta?.properties[name as never] as EntityProperty;
  const before = relatedBy(object, prop.name);
  putRelation(object, prop, value);
  const other = relatedBy(object, prop.name);
  if (prop.owner) readOwner({ object, prop, back }, before, other);
  else if (other) readInverse(object, prop, other);
}

interface Relation {
  readonly object: object;
  readonly prop: EntityProperty;
  readonly back: EntityProperty;
}

function readOwner(
  { object, prop, back }: Relation,
  before: object | undefined,
  other: object | undefined,
): void {
  if (before && before !== other && relatedBy(before, back.name) === object) empty(before, back);
  if (!other) return;
  const rival = relatedBy(other, back.name);
  if (rival === object) return;
  if (rival && relatedBy(rival, prop.name) === other) {
    if (isEdited(rival, prop.name)) return;
    // Its row has moved on too, which only that row can show.
    empty(rival, prop);
    reread(rival);
  }
  show(other, back.name);
  putRelation(other, back, object);
}

/** Tells `other`, of which the row of `object` says that it is on the other side of `prop`. */
export function readInverse(object: object, prop: EntityProperty, other: object): void {
  const back = prop.targetMeta?.properties[prop.mappedBy as never] as EntityProperty;
  const owner: unknown = (helper(other).__data as Data)[back.name];
  if (relatedBy(other, back.name) === object) return;
  if (owner === undefined && !isEdited(other, back.name)) {
    const { __originalEntityData: base, __meta: meta } = helper(other);
    show(other, back.name);
    putRelation(other, back, object);
    if (base) (base as Data)[back.name] = Utils.getPrimaryKeyValues(object, back.targetMeta ?? meta, true);
  } else if (isEdited(other, back.name)) empty(object, prop);
  else reread(other);
}

function empty(object: object, prop: EntityProperty): void {
  remember(object);
  const { __em: em, __data: data } = helper(object);
  (data as Data)[prop.name] = em?.config.get('forceUndefined') ? undefined : null;
}

/** Makes `name` a property of the object that it may not have been until now. */
function show(object: object, name: string): void {
  remember(object);
  if (!Object.hasOwn(object, name)) Reflect.set(object, name, null);
}

function reread(object: object): void {
  if (helper(object).__initialized) stateOfObject(object)?.torn.add(object);
}

function isEdited(object: object, name: string): boolean {
  const { __em: em } = helper(object);
  return em !== undefined && editedFields(em as EntityManager, object).includes(name);
}

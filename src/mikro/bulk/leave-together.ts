import {
  type Collection,
  type EntityManager,
  type EntityProperty,
  helper,
  Reference,
  Utils,
} from '@mikro-orm/postgresql';
import { managersOf } from '../identity/managers-of.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';
import { rememberFor } from '../state/remember.ts';
import { stateOf } from '../state/unit-state.ts';

/** Lets objects whose rows are gone leave the unit as MikroORM does one by one, looking once at what may refer to them. */
export function leaveTogether(em: EntityManager, objects: readonly object[]): void {
  if (objects.length === 0) return;
  const gone = new Set(objects);
  for (const object of gone) rememberFor(em, object);
  for (const manager of managersOf(em)) quietly(() => leaveUnit(manager, gone));
  const { departed, written, exposed } = stateOf(em);
  for (const object of gone) {
    const wrapped = helper(object);
    // Nobody has asked for this very object to go: what is written to it from now on is not lost in silence.
    departed.set(object, undefined);
    written.delete(object);
    exposed.delete(object);
    delete wrapped.__identifier;
    delete wrapped.__originalEntityData;
    wrapped.__managed = false;
  }
}

function leaveUnit(em: EntityManager, gone: ReadonlySet<object>): void {
  const uow = em.getUnitOfWork(false);
  const stacks = [uow.getPersistStack(), uow.getRemoveStack(), uow.getOrphanRemoveStack()];
  for (const object of gone) {
    uow.getIdentityMap().delete(object as never);
    for (const stack of stacks) stack.delete(object as never);
  }
  const keys = new Set([...gone].map(object => helper(object).getSerializedPrimaryKey()));
  for (const [meta, props] of referring(gone)) {
    const others = new Set<object>(uow.getIdentityMap().getStore(meta).values()).difference(gone);
    for (const referrer of others) for (const prop of props) letGo({ em, referrer, prop, gone, keys });
  }
}

/** The relations that lead to the classes of `gone`. */
function referring(gone: ReadonlySet<object>): ReadonlyMap<Meta, ReadonlySet<EntityProperty>> {
  const found = new Map<Meta, Set<EntityProperty>>();
  for (const meta of new Set([...gone].map(object => helper(object).__meta)))
    for (const { meta: referrer, prop } of meta.referencingProperties)
      found.set(referrer, (found.get(referrer) ?? new Set()).add(prop));
  return found;
}

interface Referrer {
  readonly em: EntityManager;
  readonly referrer: object;
  readonly prop: EntityProperty;
  readonly gone: ReadonlySet<object>;
  readonly keys: ReadonlySet<string>;
}

function letGo({ em, referrer, prop, gone, keys }: Referrer): void {
  const data = helper(referrer).__data as Data;
  const value: unknown = data[prop.name];
  if (Utils.isCollection(value)) return removeMembers(em, referrer, value as Collection<object>, gone);
  const target: unknown = Reference.unwrapReference(value as object);
  if (!(prop.mapToPk ? keys.has(String(target)) : gone.has(target as object))) return;
  rememberFor(em, referrer);
  // What is stored on the other side is known to be nothing; what is stored here is the row's to say.
  if (prop.mappedBy) data[prop.name] = null;
  else delete data[prop.name];
}

function removeMembers(
  em: EntityManager,
  owner: object,
  collection: Collection<object>,
  gone: ReadonlySet<object>,
): void {
  const members = collection.getItems(false).filter(member => gone.has(member));
  if (members.length === 0) return;
  rememberFor(em, owner);
  const isDirty = collection.isDirty();
  for (const member of members) collection.removeWithoutPropagation(member as never);
  if (!isDirty) collection.takeSnapshot();
}

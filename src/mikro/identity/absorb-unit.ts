import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { type Data, type EntityFactoryBase, type Meta } from '../parts/internals.ts';
import { baseVersionOf } from '../state/base.ts';
import { quietly } from '../state/quietly.ts';
import { joinUnit, stateOf } from '../state/unit-state.ts';
import { moveToUnit } from './member-of.ts';
import { databaseValue } from './key-hash.ts';
import { repoint } from './repoint.ts';
import { onManagerItself } from '../state/transaction-fork.ts';
import { versionPropertyOf } from '../state/version-property.ts';
import { rowOwner } from './row-owner.ts';

/**
 * Takes over what the unit of `fork` has, which was flushed and ends: a row that `em` has an object for is merged into
 * that, whose place in the fork becomes nobody's; the other objects become members of the unit of `em`.
 */
export function absorbUnit(em: EntityManager, fork: EntityManager): void {
  const state = stateOf(em);
  const map = em.getUnitOfWork(false).getIdentityMap();
  const objects = [...fork.getUnitOfWork(false).getIdentityMap()].filter(object => helper(object).__managed);
  const twins = new Set(objects.filter(object => (rowOwner(em, object) ?? object) !== object));
  const adopted = objects.filter(object => !twins.has(object));
  for (const object of adopted) {
    moveToUnit(object, state);
    helper(object).__em = em;
    map.store(object);
  }
  for (const object of twins) absorb(em, object);
  for (const object of adopted) repoint(em, object);
}

/** Makes the row of `object` that of the object which the unit of `em` has for it. */
export function absorb(em: EntityManager, object: object): void {
  const wrapped = helper(object);
  if (wrapped.__initialized) {
    // Where the transaction has not been left yet, the manager would answer with its fork's.
    const own = onManagerItself(() => em.getEntityFactory());
    const factory = own as unknown as InstanceType<typeof EntityFactoryBase>;
    const schema = wrapped.__schema;
    factory.create(wrapped.__meta.class, rowOf(em, object), {
      merge: true,
      convertCustomTypes: true,
      ...(schema ? { schema } : {}),
    });
  }
  const state = stateOf(em);
  joinUnit(object, state);
  state.departed.set(object, undefined);
  wrapped.__managed = false;
}

/** The row that `object` was last read from or stored as. */
function rowOf(em: EntityManager, object: object): Data {
  const wrapped = helper(object);
  const meta: Meta = wrapped.__meta;
  const row: Data = { ...wrapped.__originalEntityData };
  for (const prop of meta.props) {
    if (!prop.generated && !prop.formula) continue;
    const value: unknown = quietly(() => Reflect.get(object, prop.name));
    if (value !== undefined) row[prop.name] = databaseValue(prop, value, em.getPlatform());
  }
  const version = versionPropertyOf(meta)?.name;
  if (version && baseVersionOf(object) !== undefined) row[version] = baseVersionOf(object);
  return row;
}

import { type EntityManager, helper, Utils } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { stateOf } from '../state/unit-state.ts';
import { inSchema } from './base-hash.ts';
import { findByUniqueKey } from './find-by-unique-key.ts';
import { isScheduledForRemoval } from './scheduled-for-removal.ts';
import { type SoughtRow } from './sought-row.ts';
import { hashInMemory } from './unique-key-index.ts';
import { textOfBase } from './unique-key-text.ts';

/** How MikroORM looks for one row. */
export type FindOne = (entityName: unknown, where: unknown, options: Data | undefined) => Promise<unknown>;

/** One `findOne` by a key. */
export interface Lookup {
  readonly em: EntityManager;
  readonly args: readonly [entityName: unknown, where: unknown, options: Data | undefined];
  readonly sought: SoughtRow;
  readonly findOne: FindOne;
}

/** Whether MikroORM answers from memory, and rightly: most lookups by primary key are of this kind. */
export function isAtHand(em: EntityManager, { primary, key, hash }: SoughtRow): boolean {
  if (!primary || mayHaveMoved(em)) return false;
  const object = em.getUnitOfWork(false).getIdentityMap().getByHash(key.root, hash);
  return object !== undefined && helper(object).__initialized;
}

/** Answers a lookup from what the unit knows; undefined when only the database can tell. */
export async function lookUpInMemory(lookup: Lookup): Promise<unknown> {
  const { em, sought } = lookup;
  if (sought.primary && !mayHaveMoved(em)) return undefined;
  const object = findByUniqueKey(em, sought.meta, sought.key, sought.hash);
  if (!object) return sought.primary && hasLeftItsKey(em, sought) ? null : undefined;
  return helper(object).__managed ? loadByKey(lookup, object) : newObject(lookup, object);
}

/** What a query found, unless the unit knows that this row has another key by now, or is to be deleted. */
export function asTheUnitKnows({ em, sought }: Lookup, found: unknown): unknown {
  if (!Utils.isEntity<object>(found)) return found;
  return hasMovedAway(em, sought, found) || isScheduledForRemoval(em.getUnitOfWork(false), found)
    ? null
    : found;
}

/** Primary keys are in the identity map; only edited ones are somewhere else. */
function mayHaveMoved(em: EntityManager): boolean {
  return stateOf(em).written.size + em.getUnitOfWork(false).getRemoveStack().size > 0;
}

/** Whether the row of that key is to get another one, or to be deleted, by the next flush. */
function hasLeftItsKey(em: EntityManager, { key, hash }: SoughtRow): boolean {
  const uow = em.getUnitOfWork(false);
  const object = uow.getIdentityMap().getByHash(key.root, hash);
  return (
    object !== undefined && (hashInMemory(em, key, object) !== hash || isScheduledForRemoval(uow, object))
  );
}

function hasMovedAway(em: EntityManager, { key, hash }: SoughtRow, object: object): boolean {
  const mine = hashInMemory(em, key, object);
  if (mine === hash || !helper(object).__originalEntityData) return false;
  const base = textOfBase(em, key, object);
  return base !== undefined && mine !== inSchema(em, object, base);
}

/** As by primary key, so that whatever the options ask for is loaded. */
async function loadByKey(lookup: Lookup, object: object): Promise<unknown> {
  const { em, sought, args, findOne } = lookup;
  const key = keyOf(em, object);
  // By key MikroORM answers from memory, where a filter cannot look.
  const where = !sought.primary && (await isFiltered(lookup)) ? { $and: [byName(sought.meta, key)] } : key;
  const found = await findOne(args[0], where, args[2]);
  return found === object && hashInMemory(em, sought.key, object) !== sought.hash ? undefined : found;
}

function byName({ primaryKeys }: Meta, key: unknown): unknown {
  return primaryKeys.length > 1 ? key : Object.fromEntries(primaryKeys.map(name => [name, key]));
}

async function newObject(lookup: Lookup, object: object): Promise<unknown> {
  const { lockMode, refresh } = lookup.args[2] ?? {};
  return lockMode || refresh || (await isFiltered(lookup)) ? undefined : object;
}

async function isFiltered({ em, sought, args }: Lookup): Promise<boolean> {
  const options = args[2] ?? {};
  const condition = await em.applyFilters(sought.meta.class, {}, options['filters'] ?? {}, 'read', options);
  return !Utils.isEmpty(condition);
}

/** The key of the row that `object` was loaded from, as the application writes it. */
function keyOf(em: EntityManager, object: object): unknown {
  const meta: Meta = helper(object).__meta;
  const base = helper(object).__originalEntityData as Data;
  const props = meta.getPrimaryProps();
  if (props.some(({ name }) => base[name] === undefined)) return helper(object).getPrimaryKey();
  const values = props.map(
    ({ name, customType }) => customType?.convertToJSValue(base[name], em.getPlatform()) ?? base[name],
  );
  return props.length > 1 ? Object.fromEntries(props.map(({ name }, at) => [name, values[at]])) : values[0];
}

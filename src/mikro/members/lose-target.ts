import { type EntityManager, type EntityProperty, helper, Utils } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';
import { rememberFor } from '../state/remember.ts';
import { stateOf } from '../state/unit-state.ts';
import { collectionOf, relatedBy } from './collection-of.ts';
import { putRelation } from './put-relation.ts';
import { enterStored, forgetMember } from './store-member.ts';

/** Objects that are gone, by key, and a relation that may lead to them. */
export interface Target {
  readonly em: EntityManager;
  readonly prop: EntityProperty;
  readonly targets: ReadonlyMap<string, object>;
  readonly objects: ReadonlySet<object>;
}

/** Takes what is gone from the relation of `object`, as ON DELETE has. Returns true when the row of `object` is gone with it. */
export function loseTarget(object: object, target: Target): boolean {
  const { em, prop, objects } = target;
  const collection = collectionOf(object, prop.name);
  if (collection) {
    for (const item of collection.getItems(false).filter(one => objects.has(one)))
      forgetMember(collection, item);
    return false;
  }
  const present = relatedBy(object, prop.name);
  const refers = present !== undefined && objects.has(present);
  const stored = refers || present === undefined ? isStoredAs(object, target) : false;
  if (!refers && !stored) return false;
  if (stored && (prop.primary || ruleOf(em, prop) === 'cascade')) return true;

  rememberFor(em, object);
  if (prop.mappedBy || (helper(object).__originalEntityData as Data | undefined)?.[prop.name] === null)
    put(object, prop, em.config.get('forceUndefined') ? undefined : null);
  else if (stored) applyRule(em, object, prop);
  else delete (helper(object).__data as Data)[prop.name];
  stateOf(em).tellWatchers(object);
  return false;
}

/** Whether the row of `object`, as it was read last, refers to what is gone. */
function isStoredAs(object: object, { prop, targets }: Target): boolean {
  const base = helper(object).__originalEntityData as Data | undefined;
  const key: unknown = base?.[prop.name];
  if (key == null || prop.mappedBy) return false;
  if (prop.targetKey || prop.polymorphic) return relatedBy(object, prop.name) !== undefined;
  return targets.has(Utils.getPrimaryKeyHash(Utils.asArray(key as string)));
}

function ruleOf(em: EntityManager, { deleteRule }: EntityProperty): string | undefined {
  return deleteRule ?? (em.config.get('schemaGenerator')?.defaultDeleteRule as string | undefined);
}

function applyRule(em: EntityManager, object: object, prop: EntityProperty): void {
  const base = helper(object).__originalEntityData as Data;
  const rule = ruleOf(em, prop);
  if (rule === 'set null') {
    put(object, prop, em.config.get('forceUndefined') ? undefined : null);
    base[prop.name] = null;
    return;
  }
  const standIn: unknown = rule === 'set default' ? prop.default : undefined;
  if (typeof standIn === 'number' || typeof standIn === 'string') {
    const target = em.getReference((prop.targetMeta as Meta).class, standIn as never) as object;
    put(object, prop, prop.mapToPk ? standIn : target);
    base[prop.name] = standIn;
    return enterStored(prop.inversedBy ? collectionOf(target, prop.inversedBy) : undefined, object);
  }
  // The database had something else there than what was read, or computes it.
  delete (helper(object).__data as Data)[prop.name];
  stateOf(em).torn.add(object);
}

/** MikroORM has taken the property itself away from some of the objects, when the removal was scheduled. */
function put(object: object, prop: EntityProperty, value: unknown): void {
  if (!Object.hasOwn(object, prop.name)) quietly(() => Reflect.set(object, prop.name, null));
  if (prop.mapToPk) (helper(object).__data as Data)[prop.name] = value;
  else putRelation(object, prop, value);
}

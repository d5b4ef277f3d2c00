import {
  type EntityManager,
  type EntityProperty,
  Reference,
  ReferenceKind,
  Utils,
} from '@mikro-orm/postgresql';
import { CollectionItemError } from '../../errors/collection-item-error.ts';
import { requireMember } from '../identity/require-member.ts';
import { type Data, type Meta } from '../parts/internals.ts';

/** Whether `data` has members of collections, which are stored in other rows than that of its object. */
export function hasItems(meta: Meta, data: Data): boolean {
  return collectionsOf(meta).some(({ name }) => itemsOf(data[name]).length > 0);
}

/** Refuses what can be no member of the collections that `data` is to fill, before anything is sent. */
export function requireItems(em: EntityManager, meta: Meta, data: Data): void {
  for (const prop of collectionsOf(meta)) {
    const refuse = (reason: string) => new CollectionItemError(meta.className, prop.name, reason);
    const given: unknown = data[prop.name];
    if (given === undefined || given === null) continue;
    if (!Array.isArray(given) && !Utils.isCollection(given))
      throw refuse('a collection is filled from an array of objects, keys or data.');
    for (const item of itemsOf(given)) requireItem(em, prop, item, refuse);
  }
}

/** The properties of a class that hold objects of other rows. */
export function collectionsOf(meta: Meta): readonly EntityProperty[] {
  return meta.relations.filter(
    ({ kind }) => kind === ReferenceKind.MANY_TO_MANY || kind === ReferenceKind.ONE_TO_MANY,
  );
}

/** What is given for the members of a collection. */
export function itemsOf(given: unknown): readonly unknown[] {
  if (Utils.isCollection(given)) return given.getItems(false);
  return Array.isArray(given) ? given : [];
}

function requireItem(
  em: EntityManager,
  { targetMeta }: EntityProperty,
  given: unknown,
  refuse: (reason: string) => CollectionItemError,
): void {
  const item: unknown = Reference.unwrapReference(given as object);
  const name = targetMeta?.className;
  if (Utils.isEntity<object>(item)) {
    if (targetMeta && !(item instanceof targetMeta.class))
      throw refuse(`an object of another class is among it, and it holds objects of ${name}.`);
    requireMember(em, item);
    return;
  }
  const isKey = ['string', 'number', 'bigint'].includes(typeof item) || isCompositeKey(targetMeta, item);
  if (!isKey && !Utils.isPlainObject(item))
    throw refuse(`what is neither an object of ${name}, nor a key or data of one, is among it.`);
}

function isCompositeKey(meta: Meta | undefined, item: unknown): boolean {
  return (
    Array.isArray(item) && meta !== undefined && meta.compositePK && item.length === meta.primaryKeys.length
  );
}

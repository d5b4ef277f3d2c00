import { type Collection, type EntityManager, helper, Utils } from '@mikro-orm/postgresql';
import { isToMany } from '../merge/stored-form.ts';
import { type Data } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';

type AnyCollection = Collection<object>;

/** Reads again which objects the loaded collections of `owners` have, with one query per relation. */
export async function refreshCollections(em: EntityManager, owners: readonly object[]): Promise<void> {
  const relations = Map.groupBy(owners.flatMap(loadedCollections), relationOf);
  for (const collections of relations.values()) await populateAgain(em, collections);
}

/** Not those that were loaded in part, on a condition that nobody knows any more. */
function loadedCollections(owner: object): AnyCollection[] {
  const { __meta: meta, __data: data } = helper(owner);
  return quietly(() =>
    meta.relations.filter(isToMany).flatMap(prop => {
      const collection: unknown = (data as Data)[prop.name] ?? Reflect.get(owner, prop.name);
      if (!Utils.isCollection(collection) || !collection.isInitialized()) return [];
      return collection.isPartial() && Utils.isEmpty(prop.where) ? [] : [collection as AnyCollection];
    }),
  );
}

/** The same for collections that one query fills: those of one relation, which classes of a hierarchy may share. */
function relationOf(collection: AnyCollection): string {
  const { property: prop, owner } = collection;
  const { __meta: meta, __schema: schema } = helper(owner);
  const target = prop.targetMeta?.uniqueName;
  const names = [meta.root.uniqueName, prop.name, target, prop.mappedBy, prop.pivotTable];
  return [...names, schema, hint(collection)].join(' ');
}

/** Of members that were never loaded only the keys are read. */
function hint(collection: AnyCollection): string {
  const items = collection.getItems(false);
  const references = items.length > 0 && items.every(item => !helper(item).__initialized);
  return references ? `${collection.property.name}:ref` : collection.property.name;
}

async function populateAgain(em: EntityManager, collections: readonly AnyCollection[]): Promise<void> {
  const owners = collections.map(({ owner }) => owner);
  const { __schema: schema } = helper(owners[0] as object);
  const options = { refresh: true, connectionType: 'write', ...(schema && { schema }) };
  await em.populate(owners, [hint(collections[0] as AnyCollection)] as never, options as never);
}

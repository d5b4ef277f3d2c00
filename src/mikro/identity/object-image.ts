import { type EntityManager, helper, ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { quietly } from '../state/quietly.ts';
import { type Image } from '../state/unit-state.ts';

/** What `object` looks like now, as far as a flush would store it. */
export function imageOf(em: EntityManager, object: object): Image {
  return quietly(() => ({ values: em.getComparator().prepareEntity(object), items: editedItems(object) }));
}

/** Whether `object` is not as it was in `image`, or, without one, when its row was read. */
export function hasChangedSince(em: EntityManager, object: object, image: Image | undefined): boolean {
  const { __meta: meta, __originalEntityData: base } = helper(object);
  const now = imageOf(em, object);
  const changes = em
    .getComparator()
    .diffEntities(meta.class, (image?.values ?? base ?? {}) as object, now.values as object);
  if (Object.keys(changes).length > 0) return true;
  return [...now.items].some(([name, items]) => !sameObjects(items, image?.items.get(name)));
}

function sameObjects(now: readonly object[], before: readonly object[] | undefined): boolean {
  return (
    before !== undefined && now.length === before.length && now.every((object, at) => object === before[at])
  );
}

/** The items of the many-to-many collections that a flush would store. */
function editedItems(object: object): Map<string, readonly object[]> {
  const { __meta: meta, __data: data } = helper(object);
  const edited = new Map<string, readonly object[]>();
  for (const { kind, name } of meta.relations) {
    const collection: unknown = kind === ReferenceKind.MANY_TO_MANY ? data[name] : undefined;
    if (Utils.isCollection(collection) && collection.isDirty()) edited.set(name, collection.getItems(false));
  }
  return edited;
}

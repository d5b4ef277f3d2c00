import {
  type Collection,
  type EntityManager,
  type EntityProperty,
  helper,
  Utils,
} from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { editedFields } from '../merge/edited-fields.ts';
import { noteGone } from '../reads/leave-when-gone.ts';
import { type SentCollection } from './sent-collections.ts';

/** The keys of the items that collections lose, by the keys of their owners; undefined for one of which all rows are replaced. */
type Losses = Map<string, ReadonlySet<string> | undefined>;

/** Whether storing a collection writes rows of an entity, or replaces rows that nobody has read. */
export function writesUnseen(em: EntityManager, { collection }: SentCollection): boolean {
  const { pivotEntity, pivotTable } = collection.property as EntityProperty;
  if (!pivotEntity) return false;
  // A pivot table without an entity has the name of its table.
  const isEntity = em.getMetadata().get(pivotEntity as never).className !== pivotTable;
  return isEntity || collection.getSnapshot() === undefined;
}

/** The loaded objects of pivot entities whose rows are deleted when `sent` is stored. */
export function gonePivots(em: EntityManager, sent: readonly SentCollection[]): object[] {
  const losses = new Map<EntityProperty, Losses>();
  for (const { collection, items } of sent) {
    const prop = collection.property as EntityProperty;
    if (!prop.pivotEntity || prop.polymorphic) continue;
    const lost = lostBy(collection, items);
    if (lost?.size === 0) continue;
    const known = losses.get(prop) ?? new Map<string, ReadonlySet<string> | undefined>();
    losses.set(prop, known.set(keyOf(collection.owner as object), lost));
  }
  return [...losses].flatMap(([prop, lost]) => pivotsOf(em, prop, lost));
}

/** Those that nobody has edited while the flush ran; of the others the next flush tells that their rows are gone. */
export function withoutEdited(em: EntityManager, pivots: readonly object[]): object[] {
  return pivots.filter(object => {
    const edited = editedFields(em, object).length > 0;
    if (edited) noteGone(em, object);
    return !edited;
  });
}

function lostBy(collection: Collection<any>, items: readonly object[]): ReadonlySet<string> | undefined {
  const stored: readonly object[] | undefined = collection.getSnapshot();
  return stored && new Set(stored.map(keyOf)).difference(new Set(items.map(keyOf)));
}

function pivotsOf(em: EntityManager, prop: EntityProperty, losses: Losses): object[] {
  const { root } = em.getMetadata().get(prop.pivotEntity as never) as Meta;
  const [owner, item] = [relationOn(root, prop.joinColumns), relationOn(root, prop.inverseJoinColumns)];
  if (!owner || !item) return [];
  return [...em.getUnitOfWork(false).getIdentityMap().getStore(root).values()].filter(object => {
    const mine = storedKey(object, owner);
    if (mine === undefined || !losses.has(mine)) return false;
    const lost = losses.get(mine);
    return !lost || lost.has(storedKey(object, item) ?? '');
  });
}

function relationOn({ relations }: Meta, columns: readonly string[]): string | undefined {
  return relations.find(({ fieldNames }) => fieldNames?.join() === columns.join())?.name as
    | string
    | undefined;
}

/** The key of what the row of `object`, as it was read last, refers to. */
function storedKey(object: object, name: string): string | undefined {
  const key: unknown = (helper(object).__originalEntityData as Data | undefined)?.[name];
  return key == null ? undefined : Utils.getPrimaryKeyHash(Utils.asArray(key as string));
}

function keyOf(object: object): string {
  return helper(object).getSerializedPrimaryKey();
}

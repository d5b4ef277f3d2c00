import { type EntityManager, type EntityProperty, helper } from '@mikro-orm/postgresql';
import { editedFields } from '../merge/edited-fields.ts';
import { type Meta } from '../parts/internals.ts';
import { parkTheirs } from '../state/base.ts';
import { rememberFor } from '../state/remember.ts';
import { stateOf } from '../state/unit-state.ts';
import { loseTarget, type Target } from './lose-target.ts';

/**
 * Lets objects whose rows are gone leave the unit of `em`, and does to the loaded objects that refer to them what ON DELETE
 * has done to their rows. The objects of a class that refers to them are looked through once, however many are gone.
 */
export function letGo(em: EntityManager, objects: Iterable<object>): void {
  const gone = new Set(objects);
  for (let wave = [...gone]; wave.length > 0;) {
    const next = new Set<object>();
    for (const relation of relationsTo(wave).values()) for (const one of follow(em, relation)) next.add(one);
    wave = [...next.difference(gone)];
    for (const object of wave) gone.add(object);
  }
  for (const object of gone) leave(em, object);
}

/** A relation to objects that are gone, with these by key. */
interface RelationToGone {
  readonly meta: Meta;
  readonly prop: EntityProperty;
  readonly targets: Map<string, object>;
}

function relationsTo(gone: readonly object[]): ReadonlyMap<string, RelationToGone> {
  const relations = new Map<string, RelationToGone>();
  for (const object of gone)
    for (const { meta, prop } of helper(object).__meta.referencingProperties) {
      const { root } = meta as Meta;
      const name = `${root.uniqueName} ${prop.name as string}`;
      const relation = relations.get(name) ?? {
        meta: root,
        prop: prop as EntityProperty,
        targets: new Map(),
      };
      relation.targets.set(helper(object).getSerializedPrimaryKey(), object);
      relations.set(name, relation);
    }
  return relations;
}

/** Returns the objects whose rows have gone along. */
function follow(em: EntityManager, { meta, prop, targets }: RelationToGone): object[] {
  const along: object[] = [];
  const gone: Target = { em, prop, targets, objects: new Set(targets.values()) };
  for (const object of em.getUnitOfWork(false).getIdentityMap().getStore(meta).values()) {
    if (!loseTarget(object, gone)) continue;
    // Edits are not lost in silence; the flush tells that the row is gone.
    if (editedFields(em, object).length > 0 && !prop.primary) parkTheirs(object, null);
    else along.push(object);
  }
  return along;
}

function leave(em: EntityManager, object: object): void {
  rememberFor(em, object);
  const uow = em.getUnitOfWork(false);
  uow.getIdentityMap().delete(object as never);
  for (const stack of [uow.getPersistStack(), uow.getRemoveStack(), uow.getOrphanRemoveStack()])
    stack.delete(object as never);
  const wrapped = helper(object);
  delete wrapped.__identifier;
  delete wrapped.__originalEntityData;
  wrapped.__managed = false;
  stateOf(em).tellWatchers(object);
}

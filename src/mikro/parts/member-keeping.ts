import {
  type AnyEntity,
  type EntityManager,
  type EntityName,
  helper,
  Reference,
  Utils,
} from '@mikro-orm/postgresql';
import { absorbUnit } from '../identity/absorb-unit.ts';
import { canonicalizeKey } from '../identity/canonicalize-key.ts';
import { getByKeyValue } from '../identity/get-by-key-value.ts';
import { membershipOf } from '../identity/member-of.ts';
import { requireMember } from '../identity/require-member.ts';
import { requireNoOrphans } from '../identity/require-no-orphans.ts';
import { rowOwner } from '../identity/row-owner.ts';
import { hidesWrites, isTracked, trackObject } from '../state/edit-tracking.ts';
import { record } from '../state/record.ts';
import { noteFinished, rememberFor } from '../state/remember.ts';
import { rememberRelated } from '../identity/remember-removal.ts';
import { letGo } from '../members/let-go.ts';
import { isLayered } from '../transaction/layer-of.ts';
import { quietly } from '../state/quietly.ts';
import { joinUnit, parentOf, stateOf } from '../state/unit-state.ts';
import { type Data, type RegisterOptions, UnitOfWorkBase } from './internals.ts';

type CascadeReference = Parameters<InstanceType<typeof UnitOfWorkBase>['cascadeReference']>;

/** The half of the unit of work that knows which object belongs to it, and under which key. */
export class MemberKeeping extends UnitOfWorkBase {
  declare em: EntityManager;
  declare flushing: boolean | undefined;

  override register(object: object, data?: Data, options?: RegisterOptions): object {
    // The fork of a transaction registers whatever the unit around it has; what is new there is new here.
    const wrapped = helper(object);
    const isNew = !data && !wrapped.__managed && wrapped.__initialized && !wrapped.__originalEntityData;
    quietly(() => super.register(object, data, options));
    if (data) noteFinished(object);
    if (isNew) wrapped.__managed = false;
    else if (!options?.newEntity) join(this.em, object);
    if (data) record(this.em, level => ({ type: 'loaded', object, level }));
    return object;
  }

  override merge(object: object, visited?: Set<AnyEntity>): void {
    const membership = membershipOf(this.em, object);
    const { __em: fork } = helper(object);
    // The end of a transaction that worked in a unit of its own merges that object by object.
    if (membership === 'foreign' && visited?.size === 1 && fork)
      return absorbUnit(this.em, fork as EntityManager);
    if (visited && (membership === 'foreign' || membership === 'detached')) return;
    rememberFor(this.em, object);
    quietly(() => super.merge(object, visited));
    noteFinished(object);
    join(this.em, object);
  }

  override unsetIdentity(object: object): void {
    const own = membershipOf(this.em, object) === 'member' ? object : rowOwner(this.em, object);
    quietly(() => letGo(this.em, [own ?? object]));
  }

  override getById(
    entityName: EntityName<any>,
    id: unknown,
    schema?: string,
    convertCustomTypes?: boolean,
  ): object | undefined {
    return getByKeyValue(this.em, entityName, id, { schema, convertCustomTypes });
  }

  override computeChangeSets(): void {
    requireNoOrphans(this.em);
    this.flushing = true;
    try {
      super.computeChangeSets();
    } finally {
      this.flushing = false;
    }
  }

  override persist(object: object, visited?: Set<AnyEntity>, options?: Data): void {
    rememberFor(this.em, object);
    if (this.flushing) canonicalizeKey(object);
    super.persist(object, visited, options);
    stateOf(this.em).tellFollowers(object);
  }

  /** A new object that is not to be stored after all is not stored by the units around it either. */
  override remove(object: object, visited?: Set<AnyEntity>, options?: Data): void {
    const isNew = !helper(object).__managed && this.getPersistStack().has(object);
    rememberRelated(this.em, object);
    super.remove(object, visited, options);
    stateOf(this.em).tellFollowers(object);
    if (isNew && !isLayered(this.em))
      parentOf(this.em)?.getUnitOfWork(false).remove(object, visited, { cascade: false });
  }

  override scheduleOrphanRemoval(object?: object, visited?: Set<AnyEntity>): void {
    super.scheduleOrphanRemoval(object, visited);
    if (object) stateOf(this.em).tellFollowers(object);
  }

  override cancelOrphanRemoval(object: object, visited?: Set<AnyEntity>): void {
    super.cancelOrphanRemoval(object, visited);
    stateOf(this.em).tellFollowers(object);
  }

  override cascade(object: object, type: string, visited?: Set<AnyEntity>, options?: Data): void {
    if (this.flushing) requireMember(this.em, object);
    super.cascade(object, type, visited, options);
  }

  override cascadeReference(...[object, prop, type, visited, options]: CascadeReference): void {
    super.cascadeReference(object, prop, type, visited, options);
    if (this.flushing && !this.shouldCascade(prop, type))
      requireMembers(this.em, helper(object).__data[prop.name]);
  }
}

function requireMembers(em: EntityManager, relation: unknown): void {
  const targets = Utils.isCollection(relation) ? relation.getItems(false) : [relation];
  for (const target of targets)
    if (Utils.isEntity<object>(target, true)) requireMember(em, Reference.unwrapReference(target));
}

function join(em: EntityManager, object: object): void {
  joinUnit(object, stateOf(em));
  if (!isTracked(object)) trackObject(object);
  if (hidesWrites(object)) stateOf(em).exposed.add(object);
}

import {
  type AnyEntity,
  Cascade,
  type EntityManager,
  EventType,
  helper,
  type Transaction,
} from '@mikro-orm/postgresql';
import { bindChanges } from '../computed/bind-changes.ts';
import { readComputed } from '../flush/computed-of-new.ts';
import { flushOf } from '../flush/flush-run.ts';
import { type Stacks, stacksOf } from '../flush/flush-stacks.ts';
import { gonePivots, withoutEdited, writesUnseen } from '../flush/gone-pivots.ts';
import { flushUnit } from '../flush/flush-unit.ts';
import { managerOptions } from '../flush/manager-options.ts';
import { runHooksBefore } from '../flush/run-hooks-before.ts';
import { asSent, snapshotAsSent, whileAsSent } from '../flush/sent-collections.ts';
import { moveBase, moveBaseOfNew } from '../flush/stored-base.ts';
import { takeTouched } from '../flush/touched.ts';
import { continueVersions } from '../identity/continue-versions.ts';
import { isApart } from '../state/apart.ts';
import { isQuiet, quietly } from '../state/quietly.ts';
import { recordTouch } from '../state/record.ts';
import { suspectsOf } from '../state/suspects-of.ts';
import { runInsideFlush } from '../state/inside-flush.ts';
import { stateOf, stateOfObject } from '../state/unit-state.ts';
import { noteUnseen } from '../transaction/unseen-writes.ts';
import { type ChangeSet, type Data } from './internals.ts';
import { type IdentityMap } from './identity-map.ts';
import { MemberKeeping } from './member-keeping.ts';

/** MikroORM's unit of work, whose flush is all or nothing in memory as in the database, and looks only at what may have been edited. */
export class UnitOfWork extends MemberKeeping {
  override doCommit(): Promise<void> {
    return runInsideFlush(this.em, () => flushUnit(this));
  }

  override computeChangeSets(): void {
    const map = this.getIdentityMap() as unknown as IdentityMap;
    map.suspectsOnly = true;
    try {
      quietly(() => super.computeChangeSets());
    } finally {
      map.suspectsOnly = false;
    }
    takeTouched(this);
    bindChanges(this.em, this.getChangeSets());
    continueVersions(this);
    const { written } = stateOf(this.em);
    for (const object of suspectsOf(this.em)) if (map.getByEntity(object) === object) written.delete(object);
  }

  /** A collection that is loaded persists its items, as if somebody had added them. */
  override persist(object: object, visited?: Set<AnyEntity>, options?: Data): void {
    if (isQuiet() && !this.flushing && helper(object).__managed) return;
    super.persist(object, visited, options);
  }

  /** Within `onFlush`, where the base must stay what the statement has to find. */
  override computeChangeSet(object: object, type?: string): void {
    const wrapped = helper(object);
    const base = wrapped.__originalEntityData;
    super.computeChangeSet(object, type);
    wrapped.__originalEntityData = base as never;
    bindChanges(this.em, this.getChangeSets());
  }

  override cascade(object: object, type: string, visited?: Set<AnyEntity>, options?: Data): void {
    const state = stateOf(this.em);
    const flushing = type === Cascade.PERSIST && options?.['checkRemoveStack'] === true;
    const suspected = state.suspects(object) && !isApart(this.em);
    const untouched = stateOfObject(object) === state && !state.departed.has(object) && !suspected;
    if (flushing && untouched && helper(object).__managed && !this.getPersistStack().has(object)) return;
    super.cascade(object, type, visited, options);
  }

  override runHooks(type: string, changeSet: ChangeSet, sync = false): Promise<unknown> {
    return sync ? runHooksBefore(this.em, type, changeSet) : super.runHooks(type, changeSet, sync);
  }

  override async commitCreateChangeSets(changeSets: ChangeSet[], ctx?: Transaction): Promise<void> {
    const bases = changeSets.map(
      ({ entity }) => helper(entity as object).__originalEntityData as Data | undefined,
    );
    await super.commitCreateChangeSets(changeSets, ctx);
    changeSets.forEach((changeSet, index) => moveBaseOfNew(changeSet, bases[index]));
    await readComputed(this, changeSets, ctx);
    tellStored(this.em, changeSets);
  }

  override async commitUpdateChangeSets(
    changeSets: ChangeSet[],
    ctx?: Transaction,
    batched = true,
  ): Promise<void> {
    if (changeSets.length === 0) return;
    for (const changeSet of changeSets) await this.runHooks(EventType.beforeUpdate, changeSet, true);
    const persister = this.getChangeSetPersister();
    await persister.executeUpdates(changeSets, batched, { ctx, ...managerOptions(this.em) } as never);
    for (const changeSet of changeSets) {
      moveBase(this, changeSet);
      await this.runHooks(EventType.afterUpdate, changeSet);
    }
    tellStored(this.em, changeSets);
  }

  /** The objects leave the unit when their deletion is certain. */
  override async commitDeleteChangeSets(changeSets: ChangeSet[], ctx?: Transaction): Promise<void> {
    if (changeSets.length === 0) return;
    for (const changeSet of changeSets) await this.runHooks(EventType.beforeDelete, changeSet, true);
    const persister = this.getChangeSetPersister();
    await persister.executeDeletes(changeSets, { ctx, ...managerOptions(this.em) } as never);
    for (const changeSet of changeSets) {
      flushOf(this).deleted.push(changeSet.entity);
      await this.runHooks(EventType.afterDelete, changeSet);
    }
  }

  override async commitCollectionUpdates(ctx?: Transaction): Promise<void> {
    this.filterCollectionUpdates();
    const run = flushOf(this);
    const sent = asSent(this.getCollectionUpdates(), run.collections);
    const collections = new Set(sent.map(({ collection }) => collection));
    for (const { owner } of collections) recordTouch(this.em, owner);
    const options = { ctx, schema: this.em.schema, ...managerOptions(this.em) } as never;
    const gone = gonePivots(this.em, sent);
    if (sent.some(one => writesUnseen(this.em, one))) noteUnseen(this.em);
    await whileAsSent(sent, () => this.em.getDriver().syncCollections(collections, options));
    // Some of new objects were found on the way.
    run.afterwards(() => {
      sent.forEach(snapshotAsSent);
      run.deleted.push(...withoutEdited(this.em, gone));
    });
  }

  /** Done for the collections that were changed, and when the flush has succeeded. */
  override takeCollectionSnapshots(): void {
    return undefined;
  }

  /** Whether a flush has anything to send. */
  hasChanges(): boolean {
    return this.getChangeSets().length + this.getCollectionUpdates().length + this.getExtraUpdates().size > 0;
  }

  /** MikroORM leaves objects alone while a flush stores them. */
  markProcessing(processing: boolean): void {
    for (const { entity } of this.getChangeSets()) helper(entity as object).__processing = processing;
  }

  /** Notes that `object` has edits again. */
  suspect(object: object): void {
    stateOf(this.em).written.add(object);
  }

  /** Makes this, and nothing else, what is scheduled. */
  reschedule([persist, remove, orphans]: Stacks): void {
    this.getPersistStack().clear();
    this.getRemoveStack().clear();
    this.getOrphanRemoveStack().clear();
    const map = this.getIdentityMap() as unknown as IdentityMap;
    for (const object of persist) super.persist(object, undefined, { cascade: false });
    for (const object of remove) {
      // That a class has something scheduled makes queries flush, and only persisting says so.
      const present = map.getByEntity(object) === object;
      super.persist(object, undefined, { cascade: false });
      if (!present) map.delete(object);
      if (!persist.has(object)) this.getPersistStack().delete(object);
      this.getRemoveStack().add(object);
    }
    for (const object of orphans) this.getOrphanRemoveStack().add(object);
  }

  /** MikroORM forgets here whatever is scheduled; by now that is what the flush did not take. */
  override postCommitCleanup(): void {
    const left = stacksOf(this);
    super.postCommitCleanup();
    this.reschedule(left);
  }

  override clear(): void {
    this.reschedule([new Set(), new Set(), new Set()]);
    super.clear();
  }
}

function tellStored(em: EntityManager, changeSets: readonly ChangeSet[]): void {
  for (const follower of stateOf(em).followers)
    for (const { entity } of changeSets) follower.stored(entity as object);
}

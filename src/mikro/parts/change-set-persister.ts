import { type EntityManager } from '@mikro-orm/postgresql';
import { writeDeletions } from '../flush/write-deletions.ts';
import { writeUpdates } from '../flush/write-updates.ts';
import { quietly } from '../state/quietly.ts';
import { type ChangeSet, ChangeSetPersisterBase, type Meta, type WriteOptions } from './internals.ts';

/** MikroORM's writer of changes, with the version inside each statement. */
export class ChangeSetPersister extends ChangeSetPersisterBase {
  declare em: EntityManager;

  override async executeUpdates(
    changeSets: ChangeSet[],
    batched: boolean,
    options?: WriteOptions,
    withSchema?: boolean,
  ): Promise<void> {
    if (!withSchema) return this.runForEachSchema(changeSets, 'executeUpdates', options, batched);
    for (const changeSet of changeSets) this.processProperties(changeSet);
    return writeUpdates(this, changeSets, { ...options, batched });
  }

  override async executeDeletes(
    changeSets: ChangeSet[],
    options?: WriteOptions,
    withSchema?: boolean,
  ): Promise<void> {
    if (!withSchema) return this.runForEachSchema(changeSets, 'executeDeletes', options);
    return writeDeletions(this, changeSets, options ?? {});
  }

  override markAsPopulated(changeSet: ChangeSet, meta: Meta): void {
    quietly(() => super.markAsPopulated(changeSet, meta));
  }
}

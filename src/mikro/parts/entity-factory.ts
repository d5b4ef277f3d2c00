import { type EntityManager, type EntityName } from '@mikro-orm/postgresql';
import { objectByAlternateKey, referenceByAlternateKey } from '../identity/alternate-keys.ts';
import { assignToLoaded } from '../identity/assign-to-loaded.ts';
import { canonicalKeyValue } from '../identity/canonical-key-value.ts';
import { objectMovedTo } from '../identity/object-moved-to.ts';
import { isScheduledForRemoval } from '../identity/scheduled-for-removal.ts';
import { mergeRow } from '../merge/merge-row.ts';
import { making } from '../state/edit-tracking.ts';
import { quietly } from '../state/quietly.ts';
import { noteUnfinished } from '../state/remember.ts';
import { type Data, EntityFactoryBase, type FactoryOptions, type Meta } from './internals.ts';

/** MikroORM's factory of objects: on every path a row is merged into the object that the unit has for it by `mergeRow`. */
export class EntityFactory extends EntityFactoryBase {
  declare em: EntityManager;

  override create(entityName: EntityName<any>, data: Data, options: FactoryOptions = {}): object {
    if (options.newEntity)
      return assignToLoaded(this, entityName, data, options) ?? super.create(entityName, data, options);
    // A refresh is a read like any other: it may not throw edits away. What has no key yet has no base to merge into.
    const refresh = referenceByAlternateKey(this.em, entityName, data, options) !== undefined;
    return quietly(() => making(true, () => super.create(entityName, data, { ...options, refresh })));
  }

  override mergeData(meta: Meta, object: object, row: Data, options: FactoryOptions = {}): void {
    mergeRow(this, { meta, object, row, options });
  }

  override createReference(entityName: EntityName<any>, id: unknown, options?: Data): object {
    const make = (key: unknown) => quietly(() => super.createReference(entityName, key, options));
    // A row's foreign keys are as PostgreSQL shows them.
    const meta = this.em.getMetadata().get(entityName);
    if (options?.['key']) return objectByAlternateKey(this.em, meta, id, options) ?? make(id);
    if (options?.['convertCustomTypes']) return make(id);
    const key = canonicalKeyValue(meta, id);
    return objectMovedTo(this.em, meta, key, options?.['schema']) ?? make(key);
  }

  override createEntity(data: Data, meta: Meta, options: FactoryOptions): object {
    const constructed = options.newEntity === true || meta.forceConstructor === true || Boolean(meta.virtual);
    const object = making(constructed, () => super.createEntity(data, meta, options));
    if (!options.newEntity) noteUnfinished(this.em, object);
    return object;
  }

  override findEntity(data: Data, meta: Meta, options: FactoryOptions): object | undefined {
    const found =
      super.findEntity(data, meta, options) ?? referenceByAlternateKey(this.em, meta.class, data, options);
    return found && options.newEntity && isScheduledForRemoval(this.unitOfWork, found) ? undefined : found;
  }
}

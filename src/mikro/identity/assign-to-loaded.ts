import { type EntityName, Utils } from '@mikro-orm/postgresql';
import { type EntityFactory } from '../parts/entity-factory.ts';
import { type Data, type FactoryOptions } from '../parts/internals.ts';

/** The object that the unit has for the key in `data`, with the data assigned as edits; undefined when it has none. */
export function assignToLoaded(
  factory: EntityFactory,
  entityName: EntityName<any>,
  data: Data,
  options: FactoryOptions,
): object | undefined {
  const declared = factory.em.getMetadata().get(entityName);
  if (declared.virtual || declared.embeddable || Utils.isEntity(data, true)) return undefined;
  const meta = factory.processDiscriminatorColumn(declared, data);
  const loaded = factory.findEntity(data, meta, options);
  if (!loaded || !(loaded instanceof meta.class)) return undefined;

  const edits = Object.entries(data).filter(
    ([name, value]) => value !== undefined && !meta.primaryKeys.includes(name),
  );
  const { convertCustomTypes = false } = options;
  return factory.em.assign(loaded, Object.fromEntries(edits) as never, { convertCustomTypes });
}

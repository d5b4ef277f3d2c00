import { helper, Utils } from '@mikro-orm/postgresql';
import { expect } from 'vitest';
import { type EntityManager } from '../../src/index.ts';
import { quietly } from '../../src/mikro/state/quietly.ts';
import { type World } from './world.ts';

type Values = Record<string, unknown>;

/** What a unit without edits has loaded is what a fresh one reads. */
export async function expectTruth({ em, names, orm, disturbed }: World): Promise<void> {
  for (const object of em.getUnitOfWork(false).getIdentityMap().values()) {
    const wrapped = helper(object);
    if (!wrapped.__initialized || !wrapped.__managed) continue;
    const fresh = orm.em.fork();
    const row = await fresh.findOne<object>(object.constructor as never, wrapped.getPrimaryKey() as never, {
      populate: wrapped.__meta.bidirectionalRelations.map(({ name }) => name) as never,
    });
    if (!row && disturbed) continue;
    expect(row, `the row of ${names.of(object)}`).not.toBeNull();
    const lawful = valuesOf(fresh, row!);
    const seen = valuesOf(em, object);
    const loaded = Object.keys(seen).filter(name => name in lawful);
    const only = (values: Values) => Object.fromEntries(loaded.map(name => [name, values[name]]));
    if (!disturbed) expect(only(seen), names.of(object)).toEqual(only(lawful));
  }
}

/** The values of an object and the keys in its loaded collections, as they would be stored. */
function valuesOf(em: EntityManager, object: object): Values {
  return quietly(() => {
    const { __data: data, __meta: meta } = helper(object);
    const values: Values = Object.fromEntries(
      Object.entries(em.getComparator().prepareEntity(object) as Values).map(([name, value]) => [
        name,
        withoutOrder(value),
      ]),
    );
    for (const { name } of meta.relations) {
      // Setting a relation to an abstract class does not fill the collection on its other side (MikroORM, as it seems).
      if (name === 'pupils') continue;
      const collection: unknown = (data as Values)[name];
      if (Utils.isCollection(collection) && collection.isInitialized() && !collection.isPartial())
        values[name] = collection
          .getItems(false)
          .map(item => helper(item as object).getSerializedPrimaryKey())
          .toSorted((one, other) => (one < other ? -1 : 1));
    }
    return values;
  });
}

/** PostgreSQL orders the keys of JSON as it likes. */
function withoutOrder(value: unknown): unknown {
  return typeof value === 'string' && value.startsWith('{"') ? JSON.parse(value) : value;
}

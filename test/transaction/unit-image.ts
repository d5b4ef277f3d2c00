import { helper, type EntityManager as MikroManager, Utils } from '@mikro-orm/postgresql';
import { type EntityManager } from '../../src/index.ts';
import { findByUniqueKey } from '../../src/mikro/identity/find-by-unique-key.ts';
import { soughtRow } from '../../src/mikro/identity/sought-row.ts';
import { baseVersionOf, theirsOf } from '../../src/mikro/state/base.ts';
import { quietly } from '../../src/mikro/state/quietly.ts';
import { parentOf, stateOf, stateOfObject } from '../../src/mikro/state/unit-state.ts';
import { beside, Names, ownValues } from './names.ts';
import { Person, Painting, Tag } from './entities.ts';

export type UnitImage = Record<string, unknown>;

/** Everything about the objects `named` and the unit of `em`, as plain data that can be compared. Nobody hears that it was taken. */
export function imageOf(em: EntityManager, names: Names, named = names.objects, keys = true): UnitImage {
  return quietly(() => ({
    objects: Object.fromEntries(named.map(object => [names.of(object), objectImage(em, names, object)])),
    map: mapOf(em, names),
    stacks: stacksOf(em, names),
    found: keys ? foundByKeys(em, names) : {},
    open: [em.isInTransaction(), stateOf(em).levels.size, stateOf(em).begun !== undefined],
  }));
}

function objectImage(em: EntityManager, names: Names, object: object): Record<string, unknown> {
  const wrapped = beside(object);
  const state = stateOfObject(object);
  const { __processing, __em, __data } = wrapped;
  return {
    own: names.fields(
      Object.fromEntries(
        Object.entries(ownValues(object)).filter(
          ([name]) => !isNothing((__data as Record<string, unknown>)[name]),
        ),
      ),
    ),
    keys: Object.keys(object)
      .filter(name => !isNothing((__data as Record<string, unknown>)[name]))
      .toSorted(),
    data: names.fields(
      Object.fromEntries(Object.entries(__data as object).filter(([, value]) => !isNothing(value))),
    ),
    managed: wrapped['__managed'] === true,
    loaded: wrapped['__initialized'],
    // A copy of the key that was loaded, which MikroORM makes when it wants it.
    key: wrapped['__pk'] ?? (wrapped['__originalEntityData'] as { id?: unknown } | undefined)?.id,
    base: names.plain(wrapped['__originalEntityData']),
    columns: names.plain([...(wrapped['__loadedProperties'] as Set<string>)].toSorted()),
    version: baseVersionOf(object),
    theirs: names.plain(theirsOf(object)),
    processing: Boolean(__processing),
    manager: managerOf(em, __em),
    unit: state === undefined ? 'none' : state === stateOf(em) ? 'this' : 'another',
    departed: state?.departed.has(object) ?? false,
    written: state?.written.has(object) ?? false,
    torn: state?.torn.has(object) ?? false,
  };
}

/** MikroORM gives a reference empty collections, which nobody has read, when it comes by. */
function isNothing(value: unknown): boolean {
  return (
    Utils.isCollection(value) &&
    !value.isInitialized() &&
    !value.isDirty() &&
    value.getItems(false).length === 0
  );
}

/** Not one whose transaction has ended. */
function managerOf(em: EntityManager, manager: unknown): string {
  if (manager === undefined) return 'none';
  for (
    let around: MikroManager | undefined = em as unknown as MikroManager;
    around;
    around = parentOf(around)
  )
    if (around === manager) return 'one of the unit';
  return 'another';
}

interface Map {
  keys(): string[];
  get(key: string): object;
  getPkHash(object: object): string;
}

/** With the objects that streams have made, which are in the map when they are edited. */
function mapOf(em: EntityManager, names: Names): Record<string, string> {
  const map = em.getUnitOfWork(false).getIdentityMap() as unknown as Map;
  const entries = map.keys().map(key => [key, names.of(map.get(key))] as const);
  const streamed: (readonly [string, string])[] = [];
  stateOf(em).streamed.drain(object => {
    const { __managed: managed, __meta: meta } = helper(object);
    if (managed) streamed.push([`${meta.root.className}-${map.getPkHash(object)}`, names.of(object)]);
    return false;
  });
  return Object.fromEntries([...entries, ...streamed].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function stacksOf(em: EntityManager, names: Names): Record<string, string[]> {
  const uow = em.getUnitOfWork(false);
  const namesOf = (objects: Iterable<object>) => [...objects].map(object => names.of(object));
  return {
    persist: namesOf(uow.getPersistStack()),
    remove: namesOf(uow.getRemoveStack()),
    orphans: namesOf(uow.getOrphanRemoveStack()),
    changes: namesOf(uow.getChangeSets().map(({ entity }) => entity as object)),
    collections: namesOf(uow.getCollectionUpdates().map(({ owner }) => owner as object)),
    extra: namesOf([...uow.getExtraUpdates()].map(([entity]) => entity as object)),
  };
}

/** Which objects are found in memory by unique keys that somebody may have given them. */
function foundByKeys(em: EntityManager, names: Names): Record<string, string> {
  const keys = [
    ...probes(Person, 'email', n => `${n}@x`),
    ...probes(Painting, 'code', n => `code ${n}`),
    ...probes(Tag, 'label', n => ['red', 'green', 'blue', 'label 3', 'label 4'][n] ?? `label ${n}`),
  ];
  const found = keys.map(({ type, where }) => {
    const meta = em.getMetadata().get(type);
    const sought = soughtRow(em as unknown as MikroManager, meta, where, undefined)!;
    const object = findByUniqueKey(em as unknown as MikroManager, sought.meta, sought.key, sought.hash);
    return [JSON.stringify(where), object ? names.of(object) : 'nothing'];
  });
  return Object.fromEntries(found);
}

function probes(type: abstract new (...args: never[]) => object, name: string, value: (n: number) => string) {
  return Array.from({ length: 8 }, (_, n) => ({ type: type as never, where: { [name]: value(n) } }));
}

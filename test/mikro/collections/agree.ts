import { type Collection, type EntityProperty, helper, ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { expect } from 'vitest';
import { type EntityManager } from '../../../src/index.ts';
import { relatedBy } from '../../../src/mikro/members/collection-of.ts';
import { quietly } from '../../../src/mikro/state/quietly.ts';

type Values = Record<string, unknown>;

/** Wherever both sides of a relation are known, each says what the other says. */
export function expectAgreement(em: EntityManager): void {
  const uow = em.getUnitOfWork(false);
  const leaving: ReadonlySet<object> = new Set([...uow.getRemoveStack(), ...uow.getOrphanRemoveStack()]);
  const objects = membersOf(em).filter(object => !leaving.has(object));
  for (const object of objects)
    for (const prop of helper(object).__meta.bidirectionalRelations) {
      const targets = objects.filter(one => helper(one).__meta === prop.targetMeta);
      for (const target of targets) expectSame(object, prop, target);
    }
}

function expectSame(object: object, { name, mappedBy, inversedBy }: EntityProperty, target: object): void {
  const other = (mappedBy || inversedBy) as string;
  const [here, there] = [leads(object, name, target), leads(target, other, object)];
  if (here === undefined || there === undefined) return;
  expect(here, `${nameOf(object)}.${name} and ${nameOf(target)}.${other}`).toBe(there);
}

/** Whether `name` of `object` leads to `target`; undefined when nobody knows. */
function leads(object: object, name: string, target: object): boolean | undefined {
  const value = (helper(object).__data as Values)[name];
  if (Utils.isCollection(value))
    return value.isInitialized() ? value.contains(target as never, false) : undefined;
  return value === undefined ? undefined : relatedBy(object, name) === target;
}

/** What a unit has loaded and not edited is what a fresh one reads. */
export async function expectTruth(em: EntityManager, fresh: EntityManager): Promise<void> {
  const objects = membersOf(em);
  for (const { class: type, relations } of new Set(objects.map(object => helper(object).__meta))) {
    const loaded = relations.filter(({ kind }) => kind !== ReferenceKind.MANY_TO_ONE).map(({ name }) => name);
    await fresh.find(type, {}, { populate: loaded as never });
  }
  for (const object of objects) {
    const row = fresh
      .getUnitOfWork()
      .getById(helper(object).__meta.class, helper(object).getPrimaryKey() as never);
    expect(row && helper(row).__initialized, `the row of ${nameOf(object)}`).toBe(true);
    const [seen, stored] = [relationsOf(object), relationsOf(row as object)];
    const known = Object.keys(seen);
    expect(seen, nameOf(object)).toEqual(Object.fromEntries(known.map(name => [name, stored[name] ?? null])));
  }
}

/** What the relations of an object lead to, as far as they are known, and which of its collections are changed. */
function relationsOf(object: object): Values {
  return quietly(() => {
    const { __meta: meta, __data: data } = helper(object);
    const entries = meta.relations.flatMap(({ name, kind }): [string, unknown][] => {
      const value = (data as Values)[name];
      if (Utils.isCollection(value)) {
        const collection = value as Collection<object>;
        if (!collection.isInitialized()) return [];
        const keys = collection.getItems(false).map(keyOf).toSorted();
        return [[name, { keys, dirty: collection.isDirty() }]];
      }
      if (kind === ReferenceKind.ONE_TO_MANY || value === undefined) return [];
      const target = relatedBy(object, name);
      return [[name, target ? keyOf(target) : null]];
    });
    return Object.fromEntries(entries);
  });
}

function membersOf(em: EntityManager): object[] {
  return em
    .getUnitOfWork(false)
    .getIdentityMap()
    .values()
    .filter(object => helper(object).__initialized && helper(object).__managed);
}

function keyOf(object: object): string {
  return helper(object).getSerializedPrimaryKey();
}

function nameOf(object: object): string {
  return `${object.constructor.name} ${keyOf(object)}`;
}

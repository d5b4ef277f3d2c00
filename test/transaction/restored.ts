import { helper } from '@mikro-orm/postgresql';
import { expect } from 'vitest';
import { type EntityManager } from '../../src/index.ts';
import { quietly } from '../../src/mikro/state/quietly.ts';
import { stateOfObject } from '../../src/mikro/state/unit-state.ts';
import { type Names } from './names.ts';
import { type UnitImage } from './unit-image.ts';

/** The unit is what it was; besides, it has what was loaded in the meantime. */
export function expectRestored(
  before: UnitImage,
  after: UnitImage,
  known: ReadonlySet<string>,
  reason: string,
): void {
  const without = (found: unknown, there: unknown) =>
    Object.fromEntries(
      Object.entries(found as object).filter(
        ([key, name]) => key in (there as object) || known.has(name as string),
      ),
    );
  const was = before['objects'] as Record<string, { readonly written: boolean }>;
  const objects = Object.entries(after['objects'] as typeof was).map(([name, image]) => [
    name,
    // To suspect an object of edits that it does not have costs a comparison.
    { ...image, written: image.written && was[name]?.written !== false },
  ]);
  const seen = {
    ...after,
    objects: Object.fromEntries(objects),
    map: without(after['map'], before['map']),
    // An object that a stream has made is found by more than its primary key once it was looked at by a flush.
    found: Object.fromEntries(
      Object.entries(after['found'] as object).map(([key, name]) => {
        const earlier = (before['found'] as Record<string, unknown>)[key];
        const inMap = Object.values(after['map'] as object).includes(name);
        return [key, earlier === 'nothing' && inMap ? earlier : name];
      }),
    ),
  };
  expect(seen, `after: ${reason}`).toEqual(before);
}

/** An object that was created in what was rolled back is a new one again. */
export function expectNew(em: EntityManager, object: object, names: Names): void {
  quietly(() => {
    const wrapped = helper(object);
    const uow = em.getUnitOfWork(false);
    const stacks = [uow.getPersistStack(), uow.getRemoveStack(), uow.getOrphanRemoveStack()];
    expect(
      {
        managed: Boolean(wrapped.__managed),
        base: wrapped.__originalEntityData,
        id: (object as { id?: number }).id,
        member: stateOfObject(object) !== undefined,
        scheduled: stacks.some(stack => stack.has(object as never)),
        mapped: uow.getIdentityMap().values().includes(object),
      },
      names.of(object),
    ).toEqual({
      managed: false,
      base: undefined,
      id: undefined,
      member: false,
      scheduled: false,
      mapped: false,
    });
  });
}

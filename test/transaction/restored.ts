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
  const without = (found: unknown, was: unknown) =>
    Object.fromEntries(
      Object.entries(found as object).filter(
        ([key, name]) => key in (was as object) || known.has(name as string),
      ),
    );
  const seen = {
    ...after,
    map: without(after['map'], before['map']),
    // An object that a stream has made is found by more than its primary key once it was looked at by a flush.
    found: Object.fromEntries(
      Object.entries(after['found'] as object).map(([key, name]) => {
        const was = (before['found'] as Record<string, unknown>)[key];
        const inMap = Object.values(after['map'] as object).includes(name);
        return [key, was === 'nothing' && inMap ? was : name];
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

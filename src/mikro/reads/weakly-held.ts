import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { editedFields } from '../merge/edited-fields.ts';
import { type Meta } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';
import { parentOf, stateOf } from '../state/unit-state.ts';

/** Runs `make`; the objects that it makes, which it lists, are the unit's only while somebody uses or edits them. */
export function holdingWeakly<T>(
  em: EntityManager,
  make: () => T,
): { readonly result: T; readonly made: readonly object[] } {
  const state = stateOf(em);
  const made: object[] = [];
  state.makesWeakly = made;
  try {
    return { result: make(), made };
  } finally {
    state.makesWeakly = undefined;
  }
}

/** Holds `object` weakly if it is being made so; false when the identity map is to hold it. */
export function holdWeakly(em: EntityManager, object: object, hash: string): boolean {
  const state = stateOf(em);
  if (!state.makesWeakly) return false;
  state.makesWeakly.push(object);
  // It may be used for longer than the transaction that reads it, and nobody would hand it over.
  helper(object).__em = unitOf(em);
  state.streamed.set(keyOf(helper(object).__meta, hash), object);
  state.tellFollowers(object);
  return true;
}

/** The object that the unit holds weakly for a key, as long as it exists. */
export function heldWeakly(em: EntityManager, meta: Meta, hash: string): object | undefined {
  const { streamed } = stateOf(em);
  if (streamed.size === 0) return undefined;
  const object = streamed.get(keyOf(meta, hash));
  return object && helper(object).__managed ? object : undefined;
}

/** Gives what is held weakly to the identity map: all that exists, or what is edited. */
export function promoteWeaklyHeld(
  em: EntityManager,
  editedOnly: boolean,
  store: (object: object) => void,
): void {
  const state = stateOf(em);
  if (state.streamed.size === 0) return;
  state.streamed.drain(object => {
    // What a transaction has deleted comes back when that is rolled back.
    if (!helper(object).__managed) return state.levels.size === 0;
    if (state.exposedWeakly.delete(object)) state.exposed.add(object);
    if (editedOnly && !state.suspects(object)) return false;
    quietly(() => store(object));
    return true;
  });
}

/** Lets go of those of `objects` that were read and not changed. Who holds what they handed out, and changes it later, holds them as well. */
export function releaseUnedited(em: EntityManager, objects: readonly object[]): void {
  const state = stateOf(em);
  for (const object of objects) {
    if (!state.exposed.has(object) || state.written.has(object) || editedFields(em, object).length > 0)
      continue;
    state.exposed.delete(object);
    state.exposedWeakly.add(object);
  }
}

function unitOf(em: EntityManager): EntityManager {
  const around = parentOf(em);
  return around ? unitOf(around) : em;
}

function keyOf({ root }: Meta, hash: string): string {
  return `${root.uniqueName} ${hash}`;
}

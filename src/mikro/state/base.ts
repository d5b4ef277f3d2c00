import { type EntityData, helper } from '@mikro-orm/core';

const key = Symbol('selfsame.base');

/** A row as a snapshot has it: property names, database values. */
export type Row = EntityData<object>;

/** What an object was loaded with, besides the values that MikroORM's snapshot has. */
interface Base {
  /** The stored version that the object's values are of; undefined when it was never loaded. */
  version?: number | string | null | undefined;
  /** The newer row that a read saw while the object was edited; null when it saw that the row is gone. */
  theirs?: Row | null;
}

function baseOf(object: object): Base {
  const wrapped = helper(object) as { [key]?: Base };
  return (wrapped[key] ??= {});
}

/** The version that an update or delete of `object` must find; undefined when none was ever loaded. */
export function baseVersionOf(object: object): number | string | null | undefined {
  return (helper(object) as { [key]?: Base })[key]?.version;
}

export function setBaseVersion(object: object, version: number | string | null | undefined): void {
  baseOf(object).version = version;
}

/** The newer row of an object that was edited when it was read; null when it is gone, undefined when the object is not stale. */
export function theirsOf(object: object): Row | null | undefined {
  return (helper(object) as { [key]?: Base })[key]?.theirs;
}

export function parkTheirs(object: object, row: Row | null): void {
  baseOf(object).theirs = row;
}

export function dropTheirs(object: object): void {
  delete baseOf(object).theirs;
}
